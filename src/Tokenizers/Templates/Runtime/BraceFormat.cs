namespace Xinference.Tokenizers.Templates;

/// <summary>Python's <c>str.format</c>: automatic, numbered and named fields with dotted names and a format spec.</summary>
internal static class BraceFormat
{
    public static StringValue Format(string format, Arguments arguments)
    {
        Output output = new(arguments.Budget);
        int automatic = 0;
        int at = 0;
        while (at < format.Length)
        {
            int mark = format.AsSpan(at).IndexOfAny('{', '}');
            int end = mark < 0 ? format.Length : at + mark;
            output.Write(format.AsSpan(at, end - at));
            at = end;
            if (mark < 0)
            {
                break;
            }

            if (at + 1 < format.Length && format[at + 1] == format[at])
            {
                output.Write(format.AsSpan(at, 1));
                at += 2;
                continue;
            }

            int close = format[at] == '{' ? format.IndexOf('}', at) : -1;
            if (close < 0)
            {
                throw new TemplateFault($"single '{format[at]}' encountered in format string");
            }

            output.Write(Field(format[(at + 1)..close], arguments, ref automatic));
            at = close + 1;
        }

        return output.ToValue();
    }

    private static string Field(string field, Arguments arguments, ref int automatic)
    {
        int colon = field.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? field : field[..colon];
        string spec = colon < 0 ? "" : field[(colon + 1)..];
        if (name.EndsWith("!r", StringComparison.Ordinal) || name.EndsWith("!s", StringComparison.Ordinal))
        {
            spec += name[^1];
            name = name[..^2];
        }

        int dot = name.IndexOf('.', StringComparison.Ordinal);
        string root = dot < 0 ? name : name[..dot];
        Value? value = root.Length == 0 ? arguments[automatic++]
            : int.TryParse(root, out int index) && index >= 0 ? arguments[index]
            : arguments.Named.GetValueOrDefault(root);
        Value found = value ?? throw new TemplateFault($"format has no argument for '{{{field}}}'");
        return FormatSpec.Parse(spec).Apply(dot < 0 ? found : Access.Path(found, name[(dot + 1)..], arguments.Budget), arguments.Budget);
    }
}
