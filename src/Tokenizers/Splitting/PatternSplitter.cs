namespace Xinference.Tokenizers;

/// <summary>What happens to the matches of a splitting pattern.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}

/// <summary>Cuts at the matches of a pattern; the matches are found by <paramref name="find"/>.</summary>
internal sealed class PatternSplitter(Func<string, List<Range>> find, SplitBehavior behavior, bool invert = false) : ISplitter
{
    public IEnumerable<Piece> Split(IEnumerable<Piece> pieces)
    {
        foreach (Piece piece in pieces)
        {
            foreach ((int start, int end) in Cuts(piece.Text))
            {
                if (end > start)
                {
                    yield return new Piece(piece.Text[start..end], piece.AtStart && start == 0);
                }
            }
        }
    }

    private IEnumerable<(int Start, int End)> Cuts(string text)
    {
        List<Span> spans = Spans(text);
        return behavior switch
        {
            SplitBehavior.Removed => spans.Where(s => !s.IsMatch).Select(s => (s.Start, s.End)),
            SplitBehavior.Isolated => spans.Select(s => (s.Start, s.End)),
            SplitBehavior.MergedWithPrevious => MergedWithPrevious(spans),
            SplitBehavior.MergedWithNext => MergedWithNext(spans),
            SplitBehavior.Contiguous => Contiguous(spans),
        };
    }

    private List<Span> Spans(string text)
    {
        List<Span> spans = [];
        int done = 0;
        foreach (Range match in find(text))
        {
            if (match.Start.Value > done)
            {
                spans.Add(new Span(done, match.Start.Value, invert));
            }

            spans.Add(new Span(match.Start.Value, match.End.Value, !invert));
            done = match.End.Value;
        }

        if (done < text.Length)
        {
            spans.Add(new Span(done, text.Length, invert));
        }

        return spans;
    }

    private static List<(int Start, int End)> MergedWithPrevious(List<Span> spans)
    {
        List<(int Start, int End)> cuts = [];
        bool afterMatch = false;
        foreach (Span span in spans)
        {
            if (span.IsMatch && !afterMatch && cuts.Count > 0)
            {
                cuts[^1] = (cuts[^1].Start, span.End);
            }
            else
            {
                cuts.Add((span.Start, span.End));
            }

            afterMatch = span.IsMatch;
        }

        return cuts;
    }

    private static List<(int Start, int End)> MergedWithNext(List<Span> spans)
    {
        List<(int Start, int End)> cuts = [];
        bool beforeMatch = false;
        for (int i = spans.Count - 1; i >= 0; i--)
        {
            if (spans[i].IsMatch && !beforeMatch && cuts.Count > 0)
            {
                cuts[^1] = (spans[i].Start, cuts[^1].End);
            }
            else
            {
                cuts.Add((spans[i].Start, spans[i].End));
            }

            beforeMatch = spans[i].IsMatch;
        }

        cuts.Reverse();
        return cuts;
    }

    private static List<(int Start, int End)> Contiguous(List<Span> spans)
    {
        List<(int Start, int End)> cuts = [];
        bool? last = null;
        foreach (Span span in spans)
        {
            if (span.IsMatch == last)
            {
                cuts[^1] = (cuts[^1].Start, span.End);
            }
            else
            {
                cuts.Add((span.Start, span.End));
            }

            last = span.IsMatch;
        }

        return cuts;
    }

    private readonly record struct Span(int Start, int End, bool IsMatch);
}
