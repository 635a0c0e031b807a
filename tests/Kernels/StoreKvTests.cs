using CsCheck;
using Xinference.Kernels.Reference;

namespace Xinference.Kernels.Tests;

public sealed unsafe class StoreKvTests
{
    private static readonly float[] Odd = [0, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e-40f, float.MaxValue, 1e-31f];

    public static TheoryData<KvType> Types => new(Enum.GetValues<KvType>());

    [Theory, MemberData(nameof(Types))]
    public void Every_rung_stores_what_the_reference_stores(KvType type) => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            int headDim = random.Next(2) == 0 ? 16 * random.Next(1, 6) : random.Next(1, 70);
            var layout = new KvLayout(type, 1, 2, headDim);
            using Floats keys = Row(random, 2 * headDim);
            using Floats values = Row(random, 2 * headDim);
            byte[] expected = Stored(new ReferenceKernels(), layout, keys, values, seed & 15);
            foreach (string rung in KernelRungs.Names.Where(KernelRungs.Runs))
            {
                Assert.Equal(expected, Stored(KernelRungs.Select(rung).Kernels, layout, keys, values, seed & 15));
            }
        },
        iter: 200);

    private static Floats Row(Random random, int length)
    {
        Floats row = Floats.Random(length, random, 5);
        if (random.Next(3) == 0)
        {
            row.Span[random.Next(length)] = Odd[random.Next(Odd.Length)];
        }
        else if (random.Next(5) == 0)
        {
            row.Span.Fill(Odd[random.Next(Odd.Length)]);
        }

        return row;
    }

    private static byte[] Stored(IKernels kernels, KvLayout layout, Floats keys, Floats values, int slot)
    {
        using var cache = new KvCache(layout, 1);
        kernels.StoreKv(cache, 0, 0, slot, keys.Data, values.Data);
        return new ReadOnlySpan<byte>(cache.Keys(0, 0), (int)layout.BlockBytes).ToArray();
    }
}
