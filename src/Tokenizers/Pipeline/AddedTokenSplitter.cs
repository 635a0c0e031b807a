using System.Text;

namespace Xinference.Tokenizers;

/// <summary>Finds added tokens in a text: leftmost first, then longest.</summary>
internal sealed class AddedTokenSplitter
{
    private readonly TextTrie _trie = new();
    private readonly IReadOnlyList<AddedToken> _tokens;

    /// <param name="tokens">The tokens to find.</param>
    /// <param name="spelling">How a token's content looks in the text being split (normalised or as it is).</param>
    public AddedTokenSplitter(IReadOnlyList<AddedToken> tokens, Func<string, string> spelling)
    {
        _tokens = tokens;
        for (int i = 0; i < tokens.Count; i++)
        {
            string content = spelling(tokens[i].Content);
            if (content.Length > 0)
            {
                _trie.Add(content, i);
            }
        }
    }

    public static AddedTokenSplitter None { get; } = new([], text => text);

    public IEnumerable<Segment> Split(Segment whole, SplitRole roles)
    {
        if (_tokens.Count == 0)
        {
            return [whole];
        }

        List<Segment> segments = [];
        string text = whole.Text;
        int done = 0;
        for (int at = 0; at < text.Length;)
        {
            int index = _trie.Longest(text.AsSpan(at), out int length);
            if (index < 0)
            {
                at++;
                continue;
            }

            int end = at + length;
            if (Counts(_tokens[index], text, at, end, roles))
            {
                int start = _tokens[index].StripsLeft ? Math.Max(done, SkipBack(text, at)) : at;
                int stop = _tokens[index].StripsRight ? SkipAhead(text, end) : end;
                AddText(segments, whole, done, start);
                segments.Add(new Segment(text[start..stop], _tokens[index].Id, whole.AtStart && start == 0));
                done = stop;
                end = stop;
            }

            at = end;
        }

        AddText(segments, whole, done, text.Length);
        return segments;
    }

    private static void AddText(List<Segment> segments, Segment whole, int start, int end)
    {
        if (end > start)
        {
            segments.Add(new Segment(whole.Text[start..end], null, whole.AtStart && start == 0));
        }
    }

    private static bool Counts(AddedToken token, string text, int start, int end, SplitRole roles) =>
        !(token.Special && roles == SplitRole.PlainOnly)
        && !(token.SingleWord && (EndsInWord(text.AsSpan(0, start)) || StartsWithWord(text.AsSpan(end))));

    private static bool EndsInWord(ReadOnlySpan<char> text) =>
        Rune.DecodeLastFromUtf16(text, out Rune rune, out _) == System.Buffers.OperationStatus.Done && CharacterClass.IsWord(rune.Value);

    private static bool StartsWithWord(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out Rune rune, out _) == System.Buffers.OperationStatus.Done && CharacterClass.IsWord(rune.Value);

    private static int SkipBack(string text, int at)
    {
        while (at > 0 && char.IsWhiteSpace(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private static int SkipAhead(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }
}
