namespace Xinference.Tokenizers;

/// <summary>
/// A regular expression over code points. Unlike the framework's it sees characters beyond U+FFFF as one, and
/// it counts its steps, so a hostile text ends in an error instead of a hang.
/// </summary>
internal sealed class SplitPattern
{
    private readonly PatternStep[] _steps;
    private readonly int _slots;
    private readonly string _source;

    public SplitPattern(string pattern)
    {
        PatternCompiler compiler = new();
        _steps = compiler.Compile(PatternParser.Parse(pattern));
        _slots = compiler.Slots;
        _source = pattern;
    }

    /// <summary>The matches from left to right, without overlap and without empty ones.</summary>
    /// <exception cref="TokenizerException">The step budget ran out.</exception>
    public List<Range> Matches(string text)
    {
        List<Range> matches = [];
        PatternMatcher matcher = new(_steps, _slots, text, _source);
        for (int at = 0; at < text.Length;)
        {
            int end = matcher.MatchAt(at);
            if (end > at)
            {
                matches.Add(at..end);
                at = end;
            }
            else
            {
                at += char.IsHighSurrogate(text[at]) ? 2 : 1;
            }
        }

        return matches;
    }
}
