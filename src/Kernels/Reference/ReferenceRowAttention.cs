namespace Xinference.Kernels.Reference;

/// <summary>Softmax over all scores of a query at once, in double.</summary>
internal static unsafe class ReferenceRowAttention
{
    public static void Attend(in AttentionShape shape, in RowAttention rows, int head, int first, int count)
    {
        double[] weights = new double[rows.Length];
        int kvHead = head / (shape.Heads / shape.KvHeads);
        long kvWidth = (long)shape.KvHeads * shape.HeadDim;
        for (int query = first; query < first + count; query++)
        {
            long at = (((long)query * shape.Heads) + head) * shape.HeadDim;
            for (int key = 0; key < rows.Length; key++)
            {
                weights[key] = shape.Scale * Dot(rows.Queries + at, rows.Keys + (key * kvWidth) + (kvHead * shape.HeadDim), shape.HeadDim);
            }

            double largest = weights.Max();
            double total = weights.Sum(score => Math.Exp(score - largest));
            for (int d = 0; d < shape.HeadDim; d++)
            {
                double sum = 0;
                for (int key = 0; key < rows.Length; key++)
                {
                    sum += Math.Exp(weights[key] - largest) * rows.Values[(key * kvWidth) + (kvHead * shape.HeadDim) + d];
                }

                rows.Output[at + d] = (float)(sum / total);
            }
        }
    }

    private static double Dot(float* x, float* y, int length)
    {
        double sum = 0;
        for (int i = 0; i < length; i++)
        {
            sum += (double)x[i] * y[i];
        }

        return sum;
    }
}
