namespace Xinference.Kernels.Reference;

/// <summary>Softmax over all scores at once, in double.</summary>
internal static unsafe class ReferenceAttention
{
    public static void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int head)
    {
        for (int token = 0; token < query.Tokens; token++)
        {
            AttendOne(cache, shape, query, token, head);
        }
    }

    private static void AttendOne(KvCache cache, in AttentionShape shape, in AttentionQuery query, int token, int head)
    {
        int position = query.Position + token;
        int first = shape.FirstPosition(position);
        double[] weights = new double[position + 1 - first];
        float* q = query.Query + ((((long)token * shape.Heads) + head) * shape.HeadDim);
        for (int i = 0; i < weights.Length; i++)
        {
            double score = shape.Scale * Dot(q, cache, query, head / shape.Group, first + i);
            score = shape.SoftCap > 0 ? shape.SoftCap * Math.Tanh(score / shape.SoftCap) : score;
            weights[i] = query.AlibiSlopes is null ? score : score + ((double)query.AlibiSlopes[head] * (first + i - position));
        }

        Softmax(weights, query.Sinks is null ? null : query.Sinks[head]);
        double[] sums = new double[shape.HeadDim];
        for (int i = 0; i < weights.Length; i++)
        {
            AddScaled(weights[i], cache, query, head / shape.Group, first + i, sums);
        }

        for (int d = 0; d < shape.HeadDim; d++)
        {
            query.Output[((((long)token * shape.Heads) + head) * shape.HeadDim) + d] = (float)sums[d];
        }
    }

    private static double Dot(float* q, KvCache cache, in AttentionQuery query, int kvHead, int position)
    {
        byte* tile = cache.Keys(query.Layer, query.BlockOf(position)) + cache.Layout.TileOffset(kvHead);
        double sum = 0;
        for (int d = 0; d < cache.Layout.HeadDim; d++)
        {
            sum += (double)q[d] * KvElements.Read(cache.Layout, KvSide.Keys, tile, position % KvLayout.BlockTokens, d);
        }

        return sum;
    }

    /// <summary>The sink, where there is one, is a score more of which nothing else is made.</summary>
    private static void Softmax(double[] scores, float? sink)
    {
        double largest = Math.Max(scores.Max(), sink ?? double.NegativeInfinity);
        double sum = sink is { } present ? Math.Exp(present - largest) : 0;
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

    private static void AddScaled(double weight, KvCache cache, in AttentionQuery query, int kvHead, int position, double[] sums)
    {
        byte* tile = cache.Values(query.Layer, query.BlockOf(position)) + cache.Layout.TileOffset(kvHead);
        for (int d = 0; d < sums.Length; d++)
        {
            sums[d] += weight * KvElements.Read(cache.Layout, KvSide.Values, tile, position % KvLayout.BlockTokens, d);
        }
    }
}
