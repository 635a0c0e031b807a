using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Ceiling;

/// <summary>Fused multiply-adds in registers, in enough independent chains to hide their latency.</summary>
internal sealed class FloatLoop : IParallelWork
{
    private const int Rounds = 1 << 16;
    private const int Chains = 10;
    private float _sink;

    /// <summary>Multiplications and additions of one chunk.</summary>
    public static double Operations => (double)Rounds * Chains * Vector512<float>.Count * 2;

    public void Run(int chunk, int thread)
    {
        Vector512<float> x = Vector512.Create(0.999f);
        Vector512<float> y = Vector512.Create(0.001f * thread);
        Vector512<float> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y;
        for (int round = 0; round < Rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
        }

        Volatile.Write(ref _sink, Vector512.Sum(a + b + c + d + e + f + g + h + i + j)); // keeps the loop from being dropped
    }
}
