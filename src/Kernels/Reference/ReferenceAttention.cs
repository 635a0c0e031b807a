namespace Xinference.Kernels.Reference;

/// <summary>Softmax over all scores at once, in double.</summary>
internal static unsafe class ReferenceAttention
{
    public static void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int head)
    {
        int first = shape.FirstPosition(query.Position);
        double[] weights = new double[query.Position + 1 - first];
        float* q = query.Query + (head * shape.HeadDim);
        int kvHead = head / (shape.Heads / shape.KvHeads);
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = shape.Scale * Dot(q, cache, cache.Keys(query.Layer, query.BlockOf(first + i)) + Offset(cache, kvHead, first + i));
        }

        Softmax(weights);
        double[] sums = new double[shape.HeadDim];
        for (int i = 0; i < weights.Length; i++)
        {
            AddScaled(weights[i], cache, cache.Values(query.Layer, query.BlockOf(first + i)) + Offset(cache, kvHead, first + i), sums);
        }

        for (int d = 0; d < shape.HeadDim; d++)
        {
            query.Output[(head * shape.HeadDim) + d] = (float)sums[d];
        }
    }

    private static long Offset(KvCache cache, int kvHead, int position) =>
        cache.Layout.HeadOffset(kvHead, position % KvLayout.BlockTokens);

    private static double Dot(float* q, KvCache cache, byte* key)
    {
        double sum = 0;
        for (int d = 0; d < cache.Layout.HeadDim; d++)
        {
            sum += (double)q[d] * KvElements.Read(cache.Layout, key, d);
        }

        return sum;
    }

    private static void Softmax(double[] scores)
    {
        double largest = scores.Max();
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = Math.Exp(scores[i] - largest);
            sum += scores[i];
        }

        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] /= sum;
        }
    }

    private static void AddScaled(double weight, KvCache cache, byte* value, double[] sums)
    {
        for (int d = 0; d < sums.Length; d++)
        {
            sums[d] += weight * KvElements.Read(cache.Layout, value, d);
        }
    }
}
