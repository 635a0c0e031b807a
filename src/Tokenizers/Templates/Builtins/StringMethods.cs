using System.Collections.Frozen;

namespace Xinference.Tokenizers.Templates;

/// <summary>The methods of Python's <c>str</c> that templates use.</summary>
internal static class StringMethods
{
    public static readonly FrozenDictionary<string, Builtin> Table = Builtin.TableOf(
        Method("strip", "chars?", (text, a) => Of(Strip(text, a, true, true), a)),
        Method("lstrip", "chars?", (text, a) => Of(Strip(text, a, true, false), a)),
        Method("rstrip", "chars?", (text, a) => Of(Strip(text, a, false, true), a)),
        Method("upper", "", (text, a) => Of(text.ToUpperInvariant(), a)),
        Method("lower", "", (text, a) => Of(text.ToLowerInvariant(), a)),
        Method("title", "", (text, a) => Of(PythonText.Title(text), a)),
        Method("capitalize", "", (text, a) => Of(PythonText.Capitalize(text), a)),
        Method("startswith", "prefix", (text, a) => BoolValue.Of(AnyOf(a, part => text.StartsWith(part, StringComparison.Ordinal)))),
        Method("endswith", "suffix", (text, a) => BoolValue.Of(AnyOf(a, part => text.EndsWith(part, StringComparison.Ordinal)))),
        Method("removeprefix", "prefix", (text, a) => Of(text.StartsWith(a.Text(0), StringComparison.Ordinal) ? text[a.Text(0).Length..] : text, a)),
        Method("removesuffix", "suffix", (text, a) => Of(text.EndsWith(a.Text(0), StringComparison.Ordinal) ? text[..^a.Text(0).Length] : text, a)),
        Method("replace", "old new count?", (text, a) => PythonText.Replace(text, a.Text(0), a.Text(1), a.Int(2, -1), a.Budget)),
        Method("split", "sep? maxsplit?", (text, a) => Splitting.Split(text, Chars(a), a.Int(1, -1), a.Budget)),
        Method("rsplit", "sep? maxsplit?", (text, a) => Splitting.SplitFromRight(text, Chars(a), a.Int(1, -1), a.Budget)),
        Method("partition", "sep", (text, a) => Splitting.Partition(text, a.Text(0), text.IndexOf(a.Text(0), StringComparison.Ordinal), a.Budget)),
        Method("rpartition", "sep", (text, a) => Splitting.PartitionFromRight(text, a.Text(0), a.Budget)),
        Method("splitlines", "keepends?", (text, a) => Splitting.Lines(text, a.Flag(0, false), a.Budget)),
        Method("join", "iterable", (text, a) => Joining.Join(text, Conversions.Iterate(a.Required(0), a.Budget).Select(Conversions.Text), a.Budget)),
        Method("find", "sub", (text, a) => Numbers.Int(CodePoints.IndexOf(text, Search(text, a)))),
        Method("rfind", "sub", (text, a) => Numbers.Int(CodePoints.IndexOf(text, text.LastIndexOf(a.Text(0), StringComparison.Ordinal)))),
        Method("index", "sub", (text, a) => Numbers.Int(CodePoints.IndexOf(text, Found(Search(text, a))))),
        Method("count", "sub", (text, a) => Numbers.Int(PythonText.Count(text, a.Text(0), a.Budget))),
        Method("format", "*", (text, a) => BraceFormat.Format(text, a)),
        Method("zfill", "width", (text, a) => Pad(text, a, (value, missing) => value.StartsWith('-') ? "-" + new string('0', missing) + value[1..] : new string('0', missing) + value)),
        Method("ljust", "width fill?", (text, a) => Pad(text, a, (value, missing) => value + new string(Fill(a), missing))),
        Method("rjust", "width fill?", (text, a) => Pad(text, a, (value, missing) => new string(Fill(a), missing) + value)),
        Method("isdigit", "", (text, _) => BoolValue.Of(text.Length > 0 && text.All(char.IsDigit))),
        Method("isalpha", "", (text, _) => BoolValue.Of(text.Length > 0 && text.All(char.IsLetter))),
        Method("isalnum", "", (text, _) => BoolValue.Of(text.Length > 0 && text.All(char.IsLetterOrDigit))),
        Method("isspace", "", (text, _) => BoolValue.Of(text.Length > 0 && text.All(PythonText.IsSpace))),
        Method("isupper", "", (text, _) => BoolValue.Of(text.Any(char.IsUpper) && !text.Any(char.IsLower))),
        Method("islower", "", (text, _) => BoolValue.Of(text.Any(char.IsLower) && !text.Any(char.IsUpper))));

    /// <summary>Strips the characters of the first argument; white space where it was left out.</summary>
    public static string Strip(string text, Arguments arguments, bool start, bool end) =>
        Chars(arguments) is { } chars ? PythonText.Strip(text, chars, start, end, arguments.Budget) : PythonText.Strip(text, start, end);

    private static Builtin Method(string name, string signature, Func<string, Arguments, Value> body) =>
        new(name, signature, (subject, arguments) =>
        {
            string text = ((StringValue)subject).Text;
            arguments.Budget.Search(text.Length, arguments[0] is StringValue part ? part.Text.Length : 1);
            return body(text, arguments);
        });

    private static StringValue Of(string text, Arguments arguments) => Conversions.Of(text, arguments.Budget);

    private static string? Chars(Arguments arguments) => arguments[0] is null or NoneValue ? null : arguments.Text(0);

    private static int Search(string text, Arguments arguments) => text.IndexOf(arguments.Text(0), StringComparison.Ordinal);

    private static int Found(int index) => index >= 0 ? index : throw new TemplateFault("substring not found");

    private static char Fill(Arguments arguments) =>
        arguments.Text(1, " ") is [char fill] ? fill : throw new TemplateFault("the fill character must be exactly one character long");

    private static bool AnyOf(Arguments arguments, Func<string, bool> accept)
    {
        return arguments.Required(0) is TupleValue tuple ? tuple.Items.Any(Accepts) : Accepts(arguments.Required(0));

        bool Accepts(Value part)
        {
            arguments.Budget.Scan(Conversions.Text(part).Length);
            return accept(Conversions.Text(part));
        }
    }

    private static StringValue Pad(string text, Arguments arguments, Func<string, int, string> pad)
    {
        int missing = Math.Max(0, arguments.Int(0, 0) - CodePoints.Count(text));
        arguments.Budget.Text((long)text.Length + missing);
        return new StringValue(pad(text, missing));
    }
}
