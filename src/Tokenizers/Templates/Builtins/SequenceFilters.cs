namespace Xinference.Tokenizers.Templates;

/// <summary>Filters over sequences as a whole. What Jinja2 gives as a generator comes as a list.</summary>
internal static class SequenceFilters
{
    public static IEnumerable<Builtin> All { get; } =
    [
        new("length", "", Length),
        new("count", "", Length),
        new("first", "", (value, a) => Conversions.Iterate(value, a.Budget) is [var first, ..] ? first : new UndefinedValue("No first item, sequence was empty.")),
        new("last", "", (value, a) => Conversions.Iterate(value, a.Budget) is [.., var last] ? last : new UndefinedValue("No last item, sequence was empty.")),
        new("reverse", "", Reverse),
        new("join", "d? attribute?", Join),
        new("batch", "linecount fill_with?", Batch),
        new("slice", "slices fill_with?", Slice),
    ];

    private static IntValue Length(Value value, Arguments arguments)
    {
        arguments.Budget.Scan(value is StringValue text ? text.Text.Length : 1);
        return Numbers.Int(Conversions.Length(value) ?? throw new TemplateFault($"object of type '{value.TypeName}' has no len()"));
    }

    private static Value Reverse(Value value, Arguments arguments)
    {
        IEnumerable<Value> items = Conversions.Iterate(value, arguments.Budget).Reverse();
        return value is StringValue
            ? Joining.Join("", items.Select(Conversions.Text), arguments.Budget)
            : Conversions.ListOf(items, arguments.Budget);
    }

    private static StringValue Join(Value value, Arguments arguments)
    {
        IEnumerable<Value> items = Conversions.Iterate(value, arguments.Budget);
        if (arguments[1] is { } attribute and not NoneValue)
        {
            items = items.Select(item => SelectionFilters.AttributeOf(item, attribute, arguments.Budget));
        }

        string separator = arguments[0] is { } given ? Conversions.Str(given, arguments.Budget) : "";
        return Joining.Join(separator, items.Select(item => Conversions.Str(item, arguments.Budget)), arguments.Budget);
    }

    private static ListValue Batch(Value value, Arguments arguments)
    {
        int size = arguments.Int(0, 1);
        if (size < 1)
        {
            throw new TemplateFault("batch needs a size of 1 or more");
        }

        List<Value> batches = [.. Conversions.Iterate(value, arguments.Budget).Chunk(size).Select(chunk => (Value)new ListValue([.. chunk]))];
        arguments.Budget.Elements(batches.Count);
        if (arguments[1] is { } fill and not NoneValue && batches is [.., ListValue last])
        {
            arguments.Budget.Elements(size);
            last.Items.AddRange(Enumerable.Repeat(fill, size - last.Items.Count));
        }

        return new ListValue(batches);
    }

    // The first slices are one longer when the items do not divide evenly, and the others may be filled up to that.
    private static ListValue Slice(Value value, Arguments arguments)
    {
        int slices = arguments.Int(0, 1);
        if (slices < 1)
        {
            throw new TemplateFault("slice needs 1 or more slices");
        }

        arguments.Budget.Elements(slices);
        List<Value> items = [.. Conversions.Iterate(value, arguments.Budget)];
        (int size, int longer) = Math.DivRem(items.Count, slices);
        List<Value> result = [];
        int at = 0;
        for (int i = 0; i < slices; i++)
        {
            int count = size + (i < longer ? 1 : 0);
            List<Value> slice = items.GetRange(at, count);
            at += count;
            if (arguments[1] is { } fill and not NoneValue && i >= longer)
            {
                slice.Add(fill);
            }

            result.Add(new ListValue(slice));
        }

        return new ListValue(result);
    }
}
