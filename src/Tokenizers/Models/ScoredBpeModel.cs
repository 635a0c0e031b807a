namespace Xinference.Tokenizers;

/// <summary>
/// SentencePiece's byte-pair encoding: neighbours merge if together they are a token, the highest score first
/// (Kudo and Richardson 2018). There is no list of merges.
/// </summary>
internal sealed class ScoredBpeModel(Vocabulary vocabulary, IReadOnlyList<float> scores, UnknownTokens unknown) : ITokenModel
{
    private readonly int _longest = vocabulary.Texts.Max(text => text?.Length ?? 0);

    public void Tokenize(string word, List<int> ids)
    {
        MergeChain<Range> chain = new();
        for (int at = 0; at < word.Length;)
        {
            int length = char.IsHighSurrogate(word[at]) ? 2 : 1;
            chain.Add(at..(at + length));
            at += length;
        }

        UnknownTokens.Run run = unknown.Start(ids);
        foreach (Range symbol in chain.Merge((left, right) => Merge(word, left.Start.Value, right.End.Value)))
        {
            ReadOnlySpan<char> text = word.AsSpan()[symbol];
            if (vocabulary.Find(text) is { } id)
            {
                run.Known(id);
            }
            else
            {
                run.Missing(text);
            }
        }
    }

    private (int Rank, Range Merged)? Merge(string word, int start, int end) =>
        end - start <= _longest && vocabulary.Find(word.AsSpan(start, end - start)) is { } id ? (RankOf(scores[id]), start..end) : null;

    /// <summary>The bits of the negated score as an integer of the same order.</summary>
    private static int RankOf(float score)
    {
        int bits = BitConverter.SingleToInt32Bits(-score + 0f);
        return bits ^ ((bits >> 31) & int.MaxValue);
    }
}
