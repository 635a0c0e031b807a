using CsCheck;
using Xinference.Kernels.Reference;
using Xinference.Kernels.Simd;
using Xinference.Tensors;

namespace Xinference.Kernels.Tests;

public sealed unsafe class MultiplyTests
{
    private static readonly IKernels[] Rungs = [new ReferenceKernels(), new SimdKernels()];

    public static TheoryData<DType> Types => new(Weights.Types);

    [Theory]
    [MemberData(nameof(Types))]
    public void Products_are_within_the_budget_of_the_reference(DType type)
    {
        var random = new Random(7);
        foreach (int rows in (int[])[1, 15, 17, 33])
        {
            foreach (int tokens in (int[])[1, 3, 5, 33])
            {
                AssertConforms(type, rows, Columns(type, random), tokens, random);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_row_gives_the_same_bits_in_whatever_company(DType type) => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            int rows = random.Next(1, 36);
            int columns = Columns(type, random);
            int tokens = random.Next(1, 40);
            using var weights = new Weights(type, rows, columns, random);
            using Floats x = Floats.Random(tokens * columns, random);
            foreach (IKernels kernels in Rungs)
            {
                using PackedMatrix matrix = kernels.Pack(weights.View);
                using var whole = new Floats(tokens * rows);
                matrix.Multiply(x.Data, tokens, whole.Data, rows, 0, rows);
                using var parts = new Floats(tokens * rows);
                MultiplyInParts(matrix, x.Data, tokens, parts.Data, random);
                Same.Bits(whole.Span, parts.Span, $"{kernels.Name} {type} {rows}x{columns} with {tokens} tokens");
            }
        },
        iter: 20);

    [Fact]
    public void Nothing_is_written_outside_the_asked_rows()
    {
        foreach (IKernels kernels in Rungs)
        {
            using var weights = new Weights(DType.Q8_0, 40, 64, new Random(1));
            using PackedMatrix matrix = kernels.Pack(weights.View);
            using var x = new Floats(3 * 64);
            using var y = new Floats(3 * 50);
            y.Span.Fill(float.NaN);
            matrix.Multiply(x.Data, 3, y.Data, 50, 8, 24);
            for (int i = 0; i < 150; i++)
            {
                Assert.Equal(i % 50 is >= 8 and < 32, !float.IsNaN(y.Span[i]));
            }
        }
    }

    [Fact]
    public void An_infinite_activation_shows_in_every_row_it_meets()
    {
        foreach (IKernels kernels in Rungs)
        {
            using Floats w = Floats.Of([1, 1, 1, -1, 1, 1]);
            using Floats x = Floats.Of([float.PositiveInfinity, 1, 1]);
            using var y = new Floats(2);
            using PackedMatrix matrix = kernels.Pack(new TensorView((byte*)w.Data, DType.F32, new Shape(2, 3)));
            matrix.Multiply(x.Data, 1, y.Data, 2, 0, 2);
            Assert.Equal([float.PositiveInfinity, float.NegativeInfinity], y.Span.ToArray());
        }
    }

    /// <summary>Whole blocks; for plain types any number, mostly no multiple of the vector length.</summary>
    private static int Columns(DType type, Random random) =>
        type.IsQuantized() ? type.BlockElements() * random.Next(1, 1 + (768 / type.BlockElements())) : random.Next(1, 600);

    private static void AssertConforms(DType type, int rows, int columns, int tokens, Random random)
    {
        using var weights = new Weights(type, rows, columns, random);
        using Floats x = Floats.Random(tokens * columns, random);
        using var w = new Floats(columns);
        using var y = new Floats(tokens * rows);
        foreach (IKernels kernels in Rungs)
        {
            using PackedMatrix matrix = kernels.Pack(weights.View);
            matrix.Multiply(x.Data, tokens, y.Data, rows, 0, rows);
            for (int i = 0; i < tokens * rows; i++)
            {
                Dequantizer.Read(type, weights.View.Row(i % rows), w.Data, columns);
                (double sum, double magnitude) = Dot(w.Span, x.Span.Slice(i / rows * columns, columns));
                Same.Within(sum, y.Span[i], Tolerance.Dot(columns) * magnitude, $"{kernels.Name} {type} row {i % rows} token {i / rows}");
            }
        }
    }

    private static (double Sum, double Magnitude) Dot(ReadOnlySpan<float> w, ReadOnlySpan<float> x)
    {
        (double sum, double magnitude) = (0, 0);
        for (int i = 0; i < w.Length; i++)
        {
            sum += (double)w[i] * x[i];
            magnitude += Math.Abs((double)w[i] * x[i]);
        }

        return (sum, magnitude);
    }

    /// <summary>Tokens and rows cut at random places.</summary>
    private static void MultiplyInParts(PackedMatrix matrix, float* x, int tokens, float* y, Random random)
    {
        for (int token = 0, taken; token < tokens; token += taken)
        {
            taken = random.Next(1, tokens - token + 1);
            for (int row = 0, count; row < matrix.Rows; row += count)
            {
                count = random.Next(1, matrix.Rows - row + 1);
                matrix.Multiply(x + (token * matrix.Columns), taken, y + (token * matrix.Rows), matrix.Rows, row, count);
            }
        }
    }
}
