namespace Xinference.Tokenizers.Templates;

/// <summary>A stable merge sort whose comparison may throw, as Python's sort; the library's sorts wrap such faults.</summary>
internal static class StableSort
{
    public static List<T> By<T>(IReadOnlyList<T> items, Comparison<T> compare)
    {
        T[] source = [.. items];
        T[] target = new T[source.Length];
        for (int width = 1; width < source.Length; width *= 2)
        {
            for (int start = 0; start < source.Length; start += 2 * width)
            {
                int middle = Math.Min(start + width, source.Length);
                Merge(source, target, (start, middle, Math.Min(middle + width, source.Length)), compare);
            }

            (source, target) = (target, source);
        }

        return [.. source];
    }

    private static void Merge<T>(T[] source, T[] target, (int Start, int Middle, int End) run, Comparison<T> compare)
    {
        int left = run.Start;
        int right = run.Middle;
        for (int i = run.Start; i < run.End; i++)
        {
            bool takeRight = right < run.End && (left >= run.Middle || compare(source[right], source[left]) < 0);
            target[i] = takeRight ? source[right++] : source[left++];
        }
    }
}
