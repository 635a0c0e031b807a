using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>
/// Attention over rows as two matrix products (<see cref="LaneTile"/>) with sixteen queries in the lanes and keys, then value elements, as
/// rows, so that softmax is elementwise: online over tiles of 48 keys (Milakov and Gimelshein 2018) that begin at multiples of 48.
/// </summary>
internal static unsafe class SimdRowAttention
{
    /// <summary>Heads beyond this would take too much of the stack.</summary>
    public const int MaxHeadDim = 256;

    private const int Lanes = Lanes16.Count;
    private const int TileKeys = 8 * LaneTile.Rows;
    private const int MaxGroups = RowAttention.QueriesAtOnce / Lanes;

    /// <summary>As <see cref="IKernels.AttendRows"/>.</summary>
    [SkipLocalsInit]
    public static void Attend(in AttentionShape shape, in RowAttention rows, int head, int first, int count)
    {
        int width = (shape.HeadDim + LaneTile.Rows - 1) / LaneTile.Rows * LaneTile.Rows;
        float* keys = stackalloc float[TileKeys * shape.HeadDim];
        float* values = stackalloc float[TileKeys * width];
        float* scores = stackalloc float[TileKeys * Lanes];
        float* queries = stackalloc float[MaxGroups * shape.HeadDim * Lanes];
        float* sums = stackalloc float[MaxGroups * width * Lanes];
        float* state = stackalloc float[MaxGroups * 2 * Lanes];
        var work = new Work(shape, rows, head, width, keys, values, scores, queries, sums, state);
        for (int end = first + count; first < end; first += RowAttention.QueriesAtOnce)
        {
            work.Run(first, Math.Min(RowAttention.QueriesAtOnce, end - first));
        }
    }

    /// <summary>One head of one sequence, with its scratch memory.</summary>
    private readonly struct Work(
        AttentionShape shape, RowAttention rows, int head, int width, float* keys, float* values, float* scores, float* queries, float* sums, float* state)
    {
        private readonly int _headDim = shape.HeadDim;
        private readonly long _queryWidth = (long)shape.Heads * shape.HeadDim;
        private readonly long _kvWidth = (long)shape.KvHeads * shape.HeadDim;
        private readonly float* _queries = rows.Queries + (head * shape.HeadDim);
        private readonly float* _output = rows.Output + (head * shape.HeadDim);
        private readonly float* _keys = rows.Keys + (head / (shape.Heads / shape.KvHeads) * shape.HeadDim);
        private readonly float* _values = rows.Values + (head / (shape.Heads / shape.KvHeads) * shape.HeadDim);

        public void Run(int first, int count)
        {
            int groups = (count + Lanes - 1) / Lanes;
            for (int group = 0; group < groups; group++)
            {
                Begin(group, first + (group * Lanes), Math.Min(Lanes, count - (group * Lanes)));
            }

            for (int tile = 0; tile < rows.Length; tile += TileKeys)
            {
                int tileKeys = Math.Min(TileKeys, rows.Length - tile);
                Copy(_keys + (tile * _kvWidth), tileKeys, keys, _headDim);
                Copy(_values + (tile * _kvWidth), tileKeys, values, width);
                for (int group = 0; group < groups; group++)
                {
                    Step(group, tileKeys);
                }
            }

            for (int group = 0; group < groups; group++)
            {
                End(group, first + (group * Lanes), Math.Min(Lanes, count - (group * Lanes)));
            }
        }

        /// <summary>Turns the queries of a group so that they lie side by side, scaled; lanes without a query are zero.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Begin(int group, int first, int count)
        {
            float* target = queries + (group * _headDim * Lanes);
            float* source = _queries + (first * _queryWidth);
            int wholeLanes = count - (count % Transpose8.Size);
            int whole = _headDim - (_headDim % Transpose8.Size);
            for (int lane = 0; lane < wholeLanes; lane += Transpose8.Size)
            {
                for (int d = 0; d < whole; d += Transpose8.Size)
                {
                    Transpose8.Run(
                        source + (lane * _queryWidth) + d, _queryWidth, Vector256.Create(shape.Scale), target + (d * Lanes) + lane, Lanes);
                }
            }

            for (int lane = 0; lane < Lanes; lane++)
            {
                for (int d = lane < wholeLanes ? whole : 0; d < _headDim; d++)
                {
                    target[(d * Lanes) + lane] = lane < count ? source[(lane * _queryWidth) + d] * shape.Scale : 0;
                }
            }

            new Span<float>(sums + (group * width * Lanes), width * Lanes).Clear();
            Vector512.Create(float.NegativeInfinity).Store(state + (group * 2 * Lanes));
            Vector512<float>.Zero.Store(state + (group * 2 * Lanes) + Lanes);
        }

        /// <summary>Brings rows together, each <paramref name="wide"/> floats, the elements and rows that are missing from a tile zero.</summary>
        private void Copy(float* source, int count, float* target, int wide)
        {
            for (int row = 0; row < count; row++, target += wide)
            {
                new ReadOnlySpan<float>(source + (row * _kvWidth), _headDim).CopyTo(new(target, _headDim));
                new Span<float>(target + _headDim, wide - _headDim).Clear();
            }

            int missing = (LaneTile.Rows - (count % LaneTile.Rows)) % LaneTile.Rows;
            new Span<float>(target, missing * wide).Clear();
        }

        private void Step(int group, int count)
        {
            float* query = queries + (group * _headDim * Lanes);
            for (int key = 0; key < count; key += LaneTile.Rows)
            {
                LaneTile.Multiply(keys + (key * _headDim), _headDim, 1, query, _headDim, scores + (key * Lanes), add: false);
            }

            float* sum = sums + (group * width * Lanes);
            Weigh(state + (group * 2 * Lanes), count, sum);
            for (int d = 0; d < width; d += LaneTile.Rows)
            {
                LaneTile.Multiply(values + d, 1, width, scores, count, sum + (d * Lanes), add: true);
            }
        }

        /// <summary>Scores become weights; sums and totals so far shrink where a larger score came.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Weigh(float* largestAndTotal, int count, float* sum)
        {
            Vector512<float> before = Vector512.Load(largestAndTotal);
            Vector512<float> largest = before;
            for (int key = 0; key < count; key++)
            {
                largest = Vector512.Max(largest, Vector512.Load(scores + (key * Lanes)));
            }

            Vector512<float> total = Vector512<float>.Zero;
            for (int key = 0; key < count; key++)
            {
                Vector512<float> weight = VectorExp.Exp(Vector512.Load(scores + (key * Lanes)) - largest);
                weight.Store(scores + (key * Lanes));
                total += weight;
            }

            Vector512<float> shrink = VectorExp.Exp(before - largest);
            largest.Store(largestAndTotal);
            Vector512.FusedMultiplyAdd(Vector512.Load(largestAndTotal + Lanes), shrink, total).Store(largestAndTotal + Lanes);
            for (int d = 0; d < width; d++)
            {
                (Vector512.Load(sum + (d * Lanes)) * shrink).Store(sum + (d * Lanes));
            }
        }

        /// <summary>Divides by the totals and turns the group back into rows.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void End(int group, int first, int count)
        {
            float* sum = sums + (group * width * Lanes);
            float* total = state + (group * 2 * Lanes) + Lanes;
            float* target = _output + (first * _queryWidth);
            int wholeLanes = count - (count % Transpose8.Size);
            int whole = _headDim - (_headDim % Transpose8.Size);
            for (int lane = 0; lane < wholeLanes; lane += Transpose8.Size)
            {
                Vector256<float> inverse = Vector256<float>.One / Vector256.Load(total + lane);
                for (int d = 0; d < whole; d += Transpose8.Size)
                {
                    Transpose8.Run(sum + (d * Lanes) + lane, Lanes, inverse, target + (lane * _queryWidth) + d, _queryWidth);
                }
            }

            for (int lane = 0; lane < count; lane++)
            {
                float inverse = 1 / total[lane];
                for (int d = lane < wholeLanes ? whole : 0; d < _headDim; d++)
                {
                    target[(lane * _queryWidth) + d] = sum[(d * Lanes) + lane] * inverse;
                }
            }
        }
    }
}
