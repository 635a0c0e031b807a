namespace Xinference.TrainTiny.Text;

/// <summary>Learns byte-pair merges: again and again the most frequent pair of neighbours becomes one symbol.</summary>
internal static class BpeTrainer
{
    private sealed record Word(List<string> Symbols, long Count);

    /// <summary>The merges in order of rank; ties go to the pair that sorts first, so that the result depends on the text only.</summary>
    public static List<(string Left, string Right)> Train(IEnumerable<string> documents, int merges)
    {
        List<Word> words = CountWords(documents);
        Dictionary<(string, string), long> counts = [];
        Dictionary<(string, string), HashSet<int>> places = [];
        for (int i = 0; i < words.Count; i++)
        {
            Tally(words[i], i, +1, counts, places);
        }

        List<(string, string)> learnt = [];
        while (learnt.Count < merges && Best(counts) is { } pair)
        {
            learnt.Add(pair);
            foreach (int i in places[pair].ToArray())
            {
                Tally(words[i], i, -1, counts, places);
                Merge(words[i].Symbols, pair);
                Tally(words[i], i, +1, counts, places);
            }

            counts.Remove(pair);
            places.Remove(pair);
        }

        return learnt;
    }

    private static List<Word> CountWords(IEnumerable<string> documents)
    {
        Dictionary<string, long> seen = [];
        foreach (string word in documents.SelectMany(PreTokenizer.Split))
        {
            seen[word] = seen.GetValueOrDefault(word) + 1;
        }

        return [.. seen.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => new Word([.. ByteAlphabet.Encode(entry.Key).Select(symbol => symbol.ToString())], entry.Value))];
    }

    private static void Tally(Word word, int index, int sign, Dictionary<(string, string), long> counts, Dictionary<(string, string), HashSet<int>> places)
    {
        for (int i = 0; i + 1 < word.Symbols.Count; i++)
        {
            (string, string) pair = (word.Symbols[i], word.Symbols[i + 1]);
            counts[pair] = counts.GetValueOrDefault(pair) + (sign * word.Count);
            if (sign > 0)
            {
                (places.TryGetValue(pair, out HashSet<int>? set) ? set : places[pair] = []).Add(index);
            }
        }
    }

    private static (string, string)? Best(Dictionary<(string, string), long> counts)
    {
        (string, string)? best = null;
        long most = 1;
        foreach (((string Left, string Right) pair, long count) in counts)
        {
            if (count > most || (count == most && best is { } held && Compare(pair, held) < 0))
            {
                (best, most) = (pair, count);
            }
        }

        return best;
    }

    private static int Compare((string Left, string Right) a, (string Left, string Right) b)
    {
        int left = string.CompareOrdinal(a.Left, b.Left);
        return left != 0 ? left : string.CompareOrdinal(a.Right, b.Right);
    }

    public static void Merge(List<string> symbols, (string Left, string Right) pair)
    {
        int kept = 0;
        for (int i = 0; i < symbols.Count; i++)
        {
            if (i + 1 < symbols.Count && symbols[i] == pair.Left && symbols[i + 1] == pair.Right)
            {
                symbols[kept++] = pair.Left + pair.Right;
                i++;
            }
            else
            {
                symbols[kept++] = symbols[i];
            }
        }

        symbols.RemoveRange(kept, symbols.Count - kept);
    }
}
