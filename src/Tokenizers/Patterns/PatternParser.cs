using System.Globalization;
using System.Text;

namespace Xinference.Tokenizers;

/// <summary>
/// Reads the regular expressions that tokenizer files carry (the Oniguruma dialect, without captures and back-references).
/// </summary>
internal sealed class PatternParser
{
    private const int MaxDepth = 64;
    private const int MaxCount = 1000;

    private readonly string _pattern;
    private readonly PatternSetParser _sets;
    private int _at;
    private int _depth;
    private bool _ignoreCase;

    private PatternParser(string pattern)
    {
        _pattern = pattern;
        _sets = new PatternSetParser(pattern);
    }

    /// <exception cref="TokenizerException">The pattern is broken or uses something unknown.</exception>
    public static PatternNode Parse(string pattern)
    {
        PatternParser parser = new(pattern);
        PatternNode node = parser.Choice();
        return parser._at == pattern.Length ? node : throw parser.Error("unmatched ')'");
    }

    private PatternNode Choice()
    {
        if (++_depth > MaxDepth)
        {
            throw Error($"groups nest deeper than {MaxDepth}");
        }

        bool outerCase = _ignoreCase;
        List<PatternNode> alternatives = [Sequence()];
        while (Take("|"))
        {
            alternatives.Add(Sequence());
        }

        _ignoreCase = outerCase;
        _depth--;
        return alternatives.Count == 1 ? alternatives[0] : new ChoiceNode(alternatives);
    }

    private SequenceNode Sequence()
    {
        List<PatternNode> items = [];
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            if (Atom() is { } atom)
            {
                items.Add(Quantified(atom));
            }
        }

        return new SequenceNode(items);
    }

    private PatternNode? Atom() => _pattern[_at] switch
    {
        '(' => Group(),
        '[' => Set(_sets.Bracket(ref _at)),
        '\\' => Escape(),
        '.' => Single(CharSet.AnyButNewline),
        '^' => Anchor(1, AnchorKind.LineStart),
        '$' => Anchor(1, AnchorKind.LineEnd),
        '*' or '+' or '?' => throw Error("nothing to repeat"),
        _ => Literal(),
    };

    private SetNode Single(CharSet set)
    {
        _at++;
        return new SetNode(set);
    }

    private AnchorNode Anchor(int length, AnchorKind kind)
    {
        _at += length;
        return new AnchorNode(kind);
    }

    private SetNode Literal()
    {
        Rune rune = Rune.GetRuneAt(_pattern, _at);
        _at += rune.Utf16SequenceLength;
        return Set(CharSet.Range(rune.Value, rune.Value));
    }

    private SetNode Set(CharSet set) => new(_ignoreCase ? set.IgnoringCase() : set);

    private PatternNode Escape()
    {
        AnchorKind? anchor = _at + 1 < _pattern.Length
            ? _pattern[_at + 1] switch
            {
                'A' => AnchorKind.TextStart,
                'z' => AnchorKind.TextEnd,
                'Z' => AnchorKind.TextEndOrLastNewline,
                'b' => AnchorKind.WordBoundary,
                'B' => AnchorKind.NoWordBoundary,
                _ => null,
            }
            : null;
        return anchor is { } kind ? Anchor(2, kind) : Set(_sets.Escape(ref _at));
    }

    private PatternNode? Group()
    {
        _at++;
        if (Take("?>"))
        {
            return new AtomicNode(Closed(Choice()));
        }

        LookKind? look = Take("?=") ? LookKind.Ahead
            : Take("?!") ? LookKind.NotAhead
            : Take("?<=") ? LookKind.Behind
            : Take("?<!") ? LookKind.NotBehind
            : null;
        if (look is { } kind)
        {
            return new LookNode(Closed(Choice()), kind);
        }

        return Take("?") ? OptionGroup() : Closed(Choice());
    }

    private PatternNode? OptionGroup()
    {
        bool outer = _ignoreCase;
        bool value = true;
        for (; _at < _pattern.Length && _pattern[_at] is 'i' or '-' or 'm' or 's' or 'u'; _at++)
        {
            value = _pattern[_at] == '-' ? false : value;
            _ignoreCase = _pattern[_at] == 'i' ? value : _ignoreCase;
            if (_pattern[_at] is 'm' or 's')
            {
                throw Error("the options m and s are not supported");
            }
        }

        if (Take(")"))
        {
            return null;
        }

        if (!Take(":"))
        {
            throw Error("unknown kind of group");
        }

        PatternNode node = Closed(Choice());
        _ignoreCase = outer;
        return node;
    }

    private PatternNode Closed(PatternNode node) => Take(")") ? node : throw Error("missing ')'");

    private PatternNode Quantified(PatternNode atom)
    {
        while (Bounds() is var (min, max))
        {
            Greed greed = Take("+") ? Greed.Possessive : Take("?") ? Greed.Lazy : Greed.Greedy;
            atom = new RepeatNode(atom, min, max, greed);
        }

        return atom;
    }

    private (int Min, int Max)? Bounds()
    {
        if (Take("*"))
        {
            return (0, int.MaxValue);
        }

        if (Take("+"))
        {
            return (1, int.MaxValue);
        }

        return Take("?") ? (0, 1) : Take("{") ? Braces() : null;
    }

    private (int Min, int Max) Braces()
    {
        int close = _pattern.IndexOf('}', _at);
        string[] parts = (close < 0 ? "" : _pattern[_at..close]).Split(',');
        int min = parts[0].Length == 0 && parts.Length == 2 ? 0 : Count(parts[0]);
        int max = parts.Length == 1 ? min : parts[1].Length == 0 ? int.MaxValue : Count(parts[1]);
        if (parts.Length > 2 || max < min)
        {
            throw Error("broken repeat count");
        }

        _at = close + 1;
        return (min, max);
    }

    private int Count(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= MaxCount
            ? count
            : throw Error($"a repeat count must be a number up to {MaxCount}");

    private bool Take(string text)
    {
        bool found = string.CompareOrdinal(_pattern, _at, text, 0, text.Length) == 0;
        _at += found ? text.Length : 0;
        return found;
    }

    private TokenizerException Error(string fault) => PatternSetParser.Error(_pattern, _at, fault);
}
