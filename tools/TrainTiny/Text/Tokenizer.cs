using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Xinference.TrainTiny.Text;

/// <summary>A byte-level BPE vocabulary: special tokens first, then the bytes, then one token for each merge. Safe for use by many threads.</summary>
internal sealed class Tokenizer
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly Dictionary<(string, string), int> _ranks = [];
    private readonly ConcurrentDictionary<string, int[]> _cache = new(StringComparer.Ordinal);
    private readonly Regex _special = new("(" + string.Join('|', ChatFormat.SpecialTokens.Select(Regex.Escape)) + ")");

    public Tokenizer(IReadOnlyList<(string Left, string Right)> merges, int vocabularySize)
    {
        Merges = merges;
        List<string> tokens = [.. ChatFormat.SpecialTokens, .. ByteAlphabet.Characters.Select(symbol => symbol.ToString())];
        foreach ((string left, string right) in merges)
        {
            _ranks.TryAdd((left, right), _ranks.Count);
            tokens.Add(left + right);
        }

        Reserved = [.. Enumerable.Range(0, vocabularySize - tokens.Count).Select(i => $"<|reserved_{i}|>")];
        tokens.AddRange(Reserved);
        Tokens = tokens;
        foreach ((int id, string token) in tokens.Index())
        {
            _ids.Add(token, id);
        }
    }

    public IReadOnlyList<string> Tokens { get; }

    public IReadOnlyList<(string Left, string Right)> Merges { get; }

    /// <summary>Unused tokens that fill the vocabulary up when the text has too few words for all merges.</summary>
    public IReadOnlyList<string> Reserved { get; }

    public static int EndOfText => 0;

    public static int EndOfMessage => 2;

    public List<int> Encode(string text)
    {
        List<int> ids = [];
        foreach (string part in _special.Split(text))
        {
            if (Array.IndexOf(ChatFormat.SpecialTokens, part) is var special and >= 0)
            {
                ids.Add(special);
            }
            else
            {
                ids.AddRange(PreTokenizer.Split(part).SelectMany(EncodeWord));
            }
        }

        return ids;
    }

    public string Decode(IEnumerable<int> ids) =>
        ByteAlphabet.Decode(string.Concat(ids.Where(id => id >= ChatFormat.SpecialTokens.Length).Select(id => Tokens[id])));

    private int[] EncodeWord(string word)
    {
        if (_cache.TryGetValue(word, out int[]? known))
        {
            return known;
        }

        List<string> symbols = [.. ByteAlphabet.Encode(word).Select(symbol => symbol.ToString())];
        while (LowestRank(symbols) is { } pair)
        {
            BpeTrainer.Merge(symbols, pair);
        }

        return _cache[word] = [.. symbols.Select(symbol => _ids[symbol])];
    }

    private (string, string)? LowestRank(List<string> symbols)
    {
        (string, string)? best = null;
        int lowest = int.MaxValue;
        for (int i = 0; i + 1 < symbols.Count; i++)
        {
            if (_ranks.TryGetValue((symbols[i], symbols[i + 1]), out int rank) && rank < lowest)
            {
                (best, lowest) = ((symbols[i], symbols[i + 1]), rank);
            }
        }

        return best;
    }
}
