using System.Diagnostics;
using System.Numerics;

namespace Xinference.Engine.Sampling;

/// <summary>Picks the best k of n logits without sorting them all: a heap of the k best with the worst of them at its root.</summary>
internal static class TopTokens
{
    /// <summary>Fills values and ids (both <c>[k]</c>, 1 ≤ k ≤ n), best first; among equal logits the lower id is the better one.</summary>
    public static void Select(ReadOnlySpan<float> logits, Span<float> values, Span<int> ids)
    {
        int k = ids.Length;
        Debug.Assert(k >= 1 && k <= logits.Length && values.Length == k, "1 <= k <= n");
        logits[..k].CopyTo(values);
        for (int i = 0; i < k; i++)
        {
            ids[i] = i;
        }

        for (int root = (k / 2) - 1; root >= 0; root--)
        {
            SiftDown(values, ids, root);
        }

        Scan(logits, values, ids);
        for (int end = k - 1; end > 0; end--)
        {
            Swap(values, ids, 0, end);
            SiftDown(values[..end], ids[..end], 0);
        }
    }

    // Ids come in ascending order, so an equal logit is never better than one that is already in.
    private static void Scan(ReadOnlySpan<float> logits, Span<float> values, Span<int> ids)
    {
        int i = ids.Length;
        while (i < logits.Length)
        {
            if (i <= logits.Length - Vector<float>.Count && !Vector.GreaterThanAny(new Vector<float>(logits[i..]), new Vector<float>(values[0])))
            {
                i += Vector<float>.Count;
                continue;
            }

            for (int end = Math.Min(i + Vector<float>.Count, logits.Length); i < end; i++)
            {
                if (logits[i] > values[0])
                {
                    values[0] = logits[i];
                    ids[0] = i;
                    SiftDown(values, ids, 0);
                }
            }
        }
    }

    private static void SiftDown(Span<float> values, Span<int> ids, int parent)
    {
        for (int child = (2 * parent) + 1; child < ids.Length; child = (2 * parent) + 1)
        {
            if (child + 1 < ids.Length && IsWorse(values, ids, child + 1, child))
            {
                child++;
            }

            if (!IsWorse(values, ids, child, parent))
            {
                return;
            }

            Swap(values, ids, child, parent);
            parent = child;
        }
    }

    private static bool IsWorse(ReadOnlySpan<float> values, ReadOnlySpan<int> ids, int a, int b) =>
        values[a] < values[b] || (values[a] == values[b] && ids[a] > ids[b]);

    private static void Swap(Span<float> values, Span<int> ids, int a, int b)
    {
        (values[a], values[b]) = (values[b], values[a]);
        (ids[a], ids[b]) = (ids[b], ids[a]);
    }
}
