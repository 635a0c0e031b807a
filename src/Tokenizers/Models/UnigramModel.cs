namespace Xinference.Tokenizers;

/// <summary>The unigram language model: the segmentation with the highest sum of scores, by the Viterbi algorithm (Kudo 2018).</summary>
internal sealed class UnigramModel : ITokenModel
{
    private const double UnknownPenalty = 10;

    private readonly TextTrie _trie = new();
    private readonly IReadOnlyList<double> _scores;
    private readonly UnknownTokens _unknown;
    private readonly double _unknownScore;

    /// <param name="tokens">The tokens that text may be cut into.</param>
    /// <param name="scores">Log probability by token id.</param>
    /// <param name="unknown">What becomes of characters outside the vocabulary.</param>
    public UnigramModel(IEnumerable<KeyValuePair<string, int>> tokens, IReadOnlyList<double> scores, UnknownTokens unknown)
    {
        foreach ((string text, int id) in tokens)
        {
            if (text.Length > 0)
            {
                _trie.Add(text, id);
            }
        }

        _scores = scores;
        _unknown = unknown;
        _unknownScore = (scores.Count == 0 ? 0 : scores.Min()) - UnknownPenalty;
    }

    public void Tokenize(string word, List<int> ids)
    {
        Node[] best = Viterbi(word);
        Stack<(Range Text, int Id)> path = [];
        for (int end = word.Length; end > 0; end = best[end].Start)
        {
            path.Push((best[end].Start..end, best[end].Id));
        }

        UnknownTokens.Run run = _unknown.Start(ids);
        int missing = -1;
        foreach ((Range text, int id) in path)
        {
            if (id < 0)
            {
                missing = missing < 0 ? text.Start.Value : missing;
                continue;
            }

            Missing(run, word, ref missing, text.Start.Value);
            run.Known(id);
        }

        Missing(run, word, ref missing, word.Length);
    }

    private static void Missing(UnknownTokens.Run run, string word, ref int start, int end)
    {
        if (start >= 0)
        {
            run.Missing(word.AsSpan(start, end - start));
            start = -1;
        }
    }

    private Node[] Viterbi(string word)
    {
        Node[] best = new Node[word.Length + 1];
        Array.Fill(best, new Node(double.NegativeInfinity, -1, -1));
        best[0] = new Node(0, 0, -1);
        for (int start = 0; start < word.Length;)
        {
            int character = char.IsHighSurrogate(word[start]) ? 2 : 1;
            bool single = false;
            int node = 0;
            for (int end = start; end < word.Length && (node = _trie.Step(node, word[end])) >= 0;)
            {
                end++;
                if (_trie.Value(node) is var id and >= 0)
                {
                    Offer(best, start, end, _scores[id], id);
                    single |= end - start == character;
                }
            }

            if (!single)
            {
                Offer(best, start, start + character, _unknownScore, -1);
            }

            start += character;
        }

        return best;
    }

    private static void Offer(Node[] best, int start, int end, double score, int id)
    {
        double total = best[start].Score + score;
        if (best[end].Start < 0 || total > best[end].Score)
        {
            best[end] = new Node(total, start, id);
        }
    }

    private readonly record struct Node(double Score, int Start, int Id);
}
