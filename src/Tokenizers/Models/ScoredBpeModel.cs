using System.Text;

namespace Xinference.Tokenizers;

/// <summary>
/// SentencePiece's byte-pair encoding: neighbours merge if together they are a token, the highest score first
/// (Kudo and Richardson 2018). There is no list of merges.
/// </summary>
internal sealed class ScoredBpeModel(Vocabulary vocabulary, IReadOnlyList<float> scores, UnknownTokens unknown) : ITokenModel
{
    private readonly int _longest = vocabulary.Texts.Max(text => text?.Length ?? 0);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids =
        new Dictionary<string, int>(vocabulary.Ids, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

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
            if (_ids.TryGetValue(text, out int id))
            {
                run.Known(id);
            }
            else
            {
                run.Missing(text);
            }
        }
    }

    private (double Rank, Range Merged)? Merge(string word, int start, int end) =>
        end - start <= _longest && _ids.TryGetValue(word.AsSpan(start, end - start), out int id) ? (-scores[id], start..end) : null;
}
