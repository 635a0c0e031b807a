namespace Xinference.Tokenizers.Templates;

/// <summary>Filters over text; like Jinja2's they first turn their subject into a string.</summary>
internal static class TextFilters
{
    private const int DefaultTruncation = 255;
    private const int TruncationLeeway = 5;

    public static IEnumerable<Builtin> All { get; } =
    [
        Filter("trim", "chars?", (text, a) => StringMethods.Strip(text, a, true, true)),
        Filter("upper", "", (text, _) => text.ToUpperInvariant()),
        Filter("lower", "", (text, _) => text.ToLowerInvariant()),
        Filter("capitalize", "", (text, _) => PythonText.Capitalize(text)),
        Filter("title", "", (text, _) => Title(text)),
        Filter("safe", "", (text, _) => text),
        Filter("escape", "", (text, a) => Escape(text, a.Budget)),
        Filter("e", "", (text, a) => Escape(text, a.Budget)),
        Filter("forceescape", "", (text, a) => Escape(text, a.Budget)),
        Filter("replace", "old new count?", Replace),
        Filter("indent", "width? first? blank?", Indent),
        Filter("truncate", "length? killwords? end? leeway?", Truncate),
        Filter("center", "width?", Center),
        Filter("format", "*", (text, a) => PercentFormat.Format(
            text, [.. a.Positional.OfType<Value>()], a.Named.Count == 0 ? null : Named(a), a.Budget).Text),
        new("wordcount", "", WordCount),
    ];

    private static Builtin Filter(string name, string signature, Func<string, Arguments, string> body) =>
        new(name, signature, (subject, arguments) =>
        {
            string text = Conversions.Str(subject, arguments.Budget);
            arguments.Budget.Text(text.Length);
            return new StringValue(body(text, arguments));
        });

    // Jinja2's title capitalizes behind white space, '-' and brackets only, unlike str.title.
    private static string Title(string text)
    {
        bool start = true;
        return string.Create(text.Length, text, (target, source) =>
        {
            for (int i = 0; i < source.Length; i++)
            {
                char c = source[i];
                target[i] = start ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c);
                start = PythonText.IsSpace(c) || c is '-' or '(' or '{' or '[' or '<';
            }
        });
    }

    private static string Escape(string text, Budget budget)
    {
        Output output = new(budget);
        foreach (char c in text)
        {
            output.Write(c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '\'' => "&#39;",
                '"' => "&#34;",
                _ => [c],
            });
        }

        return output.ToString();
    }

    private static string Replace(string text, Arguments arguments)
    {
        string old = Conversions.Str(arguments.Required(0), arguments.Budget);
        arguments.Budget.Search(text.Length, old.Length);
        return PythonText.Replace(text, old, Conversions.Str(arguments.Required(1), arguments.Budget), arguments.Int(2, -1), arguments.Budget).Text;
    }

    private static string Indent(string text, Arguments arguments)
    {
        int width = arguments[0] is StringValue ? 0 : Math.Max(0, arguments.Int(0, 4));
        arguments.Budget.Text(width);
        string margin = arguments[0] is StringValue given ? given.Text : new string(' ', width);
        Output output = new(arguments.Budget);
        output.Write(arguments.Flag(1, false) ? margin : "");
        List<Value> lines = Splitting.Lines(text + "\n", false, arguments.Budget).Items;
        for (int i = 0; i < lines.Count; i++)
        {
            string line = Conversions.Text(lines[i]);
            output.Write(i == 0 ? "" : "\n");
            output.Write(i > 0 && (line.Length > 0 || arguments.Flag(2, false)) ? margin : "");
            output.Write(line);
        }

        return output.ToString();
    }

    private static string Truncate(string text, Arguments arguments)
    {
        int length = arguments.Int(0, DefaultTruncation);
        string end = arguments.Text(2, "...");
        arguments.Budget.Scan(end.Length);
        int shortest = CodePoints.Count(end);
        if (length < shortest)
        {
            throw new TemplateFault($"truncate needs a length of {shortest} or more, not {length}");
        }

        if (CodePoints.Count(text) <= (long)length + arguments.Int(3, TruncationLeeway))
        {
            return text;
        }

        string start = CodePoints.Take(text, length - shortest);
        int space = start.LastIndexOf(' ');
        string kept = arguments.Flag(1, false) || space < 0 ? start : start[..space];
        arguments.Budget.Text((long)kept.Length + end.Length);
        return kept + end;
    }

    // Python's str.center puts the odd space on the left when the width is odd.
    private static string Center(string text, Arguments arguments)
    {
        int width = arguments.Int(0, 80);
        int missing = Math.Max(0, width - CodePoints.Count(text));
        arguments.Budget.Text((long)text.Length + missing);
        int left = (missing / 2) + (missing & width & 1);
        return new string(' ', left) + text + new string(' ', missing - left);
    }

    private static DictValue Named(Arguments arguments)
    {
        DictValue dict = new();
        foreach ((string name, Value value) in arguments.Named)
        {
            dict.Set(name, value);
        }

        return dict;
    }

    private static IntValue WordCount(Value subject, Arguments arguments)
    {
        string text = Conversions.Str(subject, arguments.Budget);
        arguments.Budget.Scan(text.Length);
        return Numbers.Int(Words(text));
    }

    private static int Words(string text)
    {
        int words = 0;
        bool inWord = false;
        foreach (char c in text)
        {
            bool letter = char.IsLetterOrDigit(c) || c == '_';
            words += letter && !inWord ? 1 : 0;
            inWord = letter;
        }

        return words;
    }
}
