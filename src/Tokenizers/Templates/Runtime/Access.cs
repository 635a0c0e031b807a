using System.Text;

namespace Xinference.Tokenizers.Templates;

/// <summary>Attribute, item and slice access, with Jinja2's fallbacks between attributes and items.</summary>
internal static class Access
{
    // A message that quotes a longer name would be storage that nobody paid for.
    private const int QuotedCharacters = 80;

    /// <summary><c>value.name</c>: methods first, then items.</summary>
    public static Value Attribute(Value value, string name)
    {
        if (value is UndefinedValue undefined)
        {
            throw undefined.Fault();
        }

        return value.Attribute(name) ?? (value as DictValue)?.Get(name) ?? MissingAttribute(value, name);
    }

    /// <summary><c>value[key]</c>: items first, then attributes.</summary>
    public static Value Item(Value value, Value key, Budget budget)
    {
        budget.Key(key);
        switch (value)
        {
            case UndefinedValue undefined:
                throw undefined.Fault();
            case DictValue dict when dict.Items.TryGetValue(key, out Value? found):
                return found;
            case SequenceValue sequence when Numbers.AsInteger(key) is not null:
                return At(sequence.Items, Numbers.ToIndex(key)) ?? Missing(value, $"element {Numbers.ToIndex(key)}");
            case StringValue text when Numbers.AsInteger(key) is not null:
                return (Value?)Character(text.Text, Numbers.ToIndex(key), budget) ?? Missing(value, $"element {Numbers.ToIndex(key)}");
            default:
                string name = key is StringValue word ? word.Text : key.TypeName;
                return (key is StringValue ? value.Attribute(name) : null) ?? MissingAttribute(value, name);
        }
    }

    /// <summary>What a name that is not there reads as.</summary>
    public static UndefinedValue MissingAttribute(Value value, string name) =>
        Missing(value, $"attribute '{(name.Length <= QuotedCharacters ? name : name[..QuotedCharacters] + "…")}'");

    /// <summary>A dotted path as filters take it (<c>attribute='a.b'</c>); digits are indexes.</summary>
    public static Value Path(Value value, string path, Budget budget)
    {
        budget.Scan(path.Length);
        foreach (string part in path.Split('.'))
        {
            value = Item(value, int.TryParse(part, out int index) ? Numbers.Int(index) : new StringValue(part), budget);
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
                List<Value> items = [.. Places(sequence.Items.Count, start, stop, stride).Select(place => sequence.Items[place])];
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
        int[] offsets = CodePoints.Offsets(text);
        StringBuilder picked = new();
        foreach (int place in Places(offsets.Length - 1, slice.Start, slice.Stop, slice.Step))
        {
            picked.Append(text, offsets[place], offsets[place + 1] - offsets[place]);
        }

        return new StringValue(picked.ToString());
    }

    // The bounds follow Python's slice.indices: clamped to the sequence, and to one before it when stepping back.
    private static IEnumerable<int> Places(int count, Value? start, Value? stop, int step)
    {
        int low = step > 0 ? 0 : -1;
        int high = step > 0 ? count : count - 1;
        int from = Bound(start, step > 0 ? low : high);
        int to = Bound(stop, step > 0 ? high : low);
        for (long i = from; step > 0 ? i < to : i > to; i += step)
        {
            yield return (int)i;
        }

        int Bound(Value? value, int fallback)
        {
            if (value is null or NoneValue)
            {
                return fallback;
            }

            long index = Numbers.ToIndex(value);
            return (int)Math.Clamp(index < 0 ? index + count : index, low, high);
        }
    }

    private static Value? At(List<Value> items, int index)
    {
        long place = index < 0 ? (long)index + items.Count : index;
        return place >= 0 && place < items.Count ? items[(int)place] : null;
    }

    // Counting from the end walks the text once to count it and once more to the place.
    private static StringValue? Character(string text, int index, Budget budget)
    {
        budget.Scan(index < 0 ? 2L * text.Length : Math.Min(2L * index, text.Length));
        return CodePoints.At(text, index) is { } character ? new StringValue(character) : null;
    }

    private static UndefinedValue Missing(Value value, string what)
    {
        string subject = value is NoneValue ? "'None'" : $"'{value.TypeName} object'";
        return new UndefinedValue($"{subject} has no {what}");
    }
}
