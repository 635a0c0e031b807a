using System.Collections.Concurrent;

namespace Xinference.Tokenizers;

/// <summary>Remembers the ids of words seen lately. Two generations bound its size: when the young one is full it becomes the old one.</summary>
internal sealed class WordCache
{
    private const int GenerationSize = 16_384;
    private const int LongestWord = 64;

    private readonly Lock _turn = new();
    private volatile ConcurrentDictionary<string, int[]> _young = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, int[]> _old = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The ids of a word, from the cache or made by <paramref name="make"/>.</summary>
    public int[] GetOrAdd(string word, Func<string, int[]> make)
    {
        if (word.Length > LongestWord)
        {
            return make(word);
        }

        if (_young.TryGetValue(word, out int[]? ids))
        {
            return ids;
        }

        if (!_old.TryGetValue(word, out ids))
        {
            ids = make(word);
        }

        Store(word, ids);
        return ids;
    }

    private void Store(string word, int[] ids)
    {
        if (_young.TryAdd(word, ids) && Interlocked.Increment(ref _count) >= GenerationSize)
        {
            lock (_turn)
            {
                if (_count >= GenerationSize)
                {
                    _old = _young;
                    _young = new ConcurrentDictionary<string, int[]>(StringComparer.Ordinal);
                    _count = 0;
                }
            }
        }
    }
}
