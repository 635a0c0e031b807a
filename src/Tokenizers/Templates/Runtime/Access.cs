namespace Xinference.Tokenizers.Templates;

/// <summary>Attribute, item and slice access, with Jinja2's fallbacks between attributes and items.</summary>
internal static class Access
{
    /// <summary><c>value.name</c>: methods first, then items.</summary>
    public static Value Attribute(Value value, string name)
    {
        if (value is UndefinedValue undefined)
        {
            throw undefined.Fault();
        }

        return value.Attribute(name) ?? (value as DictValue)?.Get(name) ?? Missing(value, $"attribute '{name}'");
    }

    /// <summary><c>value[key]</c>: items first, then attributes.</summary>
    public static Value Item(Value value, Value key)
    {
        switch (value)
        {
            case UndefinedValue undefined:
                throw undefined.Fault();
            case DictValue dict when dict.Items.TryGetValue(key, out Value? found):
                return found;
            case SequenceValue sequence when Numbers.AsInteger(key) is not null:
                return At(sequence.Items, Numbers.ToIndex(key)) ?? Missing(value, $"element {Numbers.ToIndex(key)}");
            case StringValue text when Numbers.AsInteger(key) is not null:
                return (Value?)Character(text.Text, Numbers.ToIndex(key)) ?? Missing(value, $"element {Numbers.ToIndex(key)}");
            default:
                string name = key is StringValue word ? word.Text : key.TypeName;
                return (key is StringValue ? value.Attribute(name) : null) ?? Missing(value, $"attribute '{name}'");
        }
    }

    /// <summary>A dotted path as filters take it (<c>attribute='a.b'</c>); digits are indexes.</summary>
    public static Value Path(Value value, string path)
    {
        foreach (string part in path.Split('.'))
        {
            value = int.TryParse(part, out int index) ? Item(value, Numbers.Int(index)) : Item(value, new StringValue(part));
        }

        return value;
    }

    public static Value Slice(Value value, Value? start, Value? stop, Value? step, Budget budget)
    {
        int stride = step is null or NoneValue ? 1 : Numbers.ToIndex(step);
        if (stride == 0)
        {
            throw new TemplateFault("slice step cannot be zero");
        }

        switch (value)
        {
            case StringValue text:
                return SliceText(text.Text, (start, stop, stride), budget);
            case SequenceValue sequence:
                List<Value> items = Pick(sequence.Items, start, stop, stride);
                budget.Elements(items.Count);
                return sequence.With(items);
            case UndefinedValue undefined:
                throw undefined.Fault();
            default:
                return Missing(value, "slices");
        }
    }

    private static StringValue SliceText(string text, (Value? Start, Value? Stop, int Step) slice, Budget budget)
    {
        budget.Text(text.Length);
        return new StringValue(string.Concat(Pick(CodePoints.Split(text), slice.Start, slice.Stop, slice.Step)));
    }

    // The bounds follow Python's slice.indices: clamped to the sequence, and to one before it when stepping back.
    private static List<T> Pick<T>(List<T> items, Value? start, Value? stop, int step)
    {
        int low = step > 0 ? 0 : -1;
        int high = step > 0 ? items.Count : items.Count - 1;
        int from = Bound(start, step > 0 ? low : high);
        int to = Bound(stop, step > 0 ? high : low);
        List<T> picked = [];
        for (long i = from; step > 0 ? i < to : i > to; i += step)
        {
            picked.Add(items[(int)i]);
        }

        return picked;

        int Bound(Value? value, int fallback)
        {
            if (value is null or NoneValue)
            {
                return fallback;
            }

            long index = Numbers.ToIndex(value);
            return (int)Math.Clamp(index < 0 ? index + items.Count : index, low, high);
        }
    }

    private static Value? At(List<Value> items, int index)
    {
        long place = index < 0 ? (long)index + items.Count : index;
        return place >= 0 && place < items.Count ? items[(int)place] : null;
    }

    private static StringValue? Character(string text, int index)
    {
        if (index >= 0)
        {
            string rest = CodePoints.Skip(text, index);
            return rest.Length == 0 ? null : new StringValue(CodePoints.Take(rest, 1));
        }

        long place = (long)index + CodePoints.Count(text);
        return place < 0 ? null : new StringValue(CodePoints.Take(CodePoints.Skip(text, (int)place), 1));
    }

    private static UndefinedValue Missing(Value value, string what)
    {
        string subject = value is NoneValue ? "'None'" : $"'{value.TypeName} object'";
        return new UndefinedValue($"{subject} has no {what}");
    }
}
