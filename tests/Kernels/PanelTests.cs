using CsCheck;
using Xinference.Kernels.Jit.Panels;
using Xinference.Kernels.Reference;
using Xinference.Tensors;

namespace Xinference.Kernels.Tests;

/// <summary>Emitted products against plain sums over the same quantised activations.</summary>
public sealed unsafe class PanelTests
{
    private const int MostTokens = 65;

    private static string[] Rungs => ["avx2", "avxvnni", "avx512"];

    public static TheoryData<string> EmittedRungs => [.. Rungs];

    public static TheoryData<string, DType> Types => Pairs(Weights.Types.Where(type => PanelFormat.For(type) is not null));

    public static TheoryData<string, DType> FloatTypes => Pairs([DType.F32, DType.F16, DType.BF16, DType.F8E4M3, DType.F8E5M2]);

    [Theory]
    [MemberData(nameof(Types))]
    public void Products_are_within_the_budget_of_the_reference(string rung, DType type)
    {
        IKernels kernels = Emitted(rung);
        var random = new Random(11);
        foreach (int rows in (int[])[1, 15, 17, 33])
        {
            int columns = Columns(type, random);
            using var weights = new Weights(type, rows, columns, random);
            using PackedMatrix matrix = kernels.Pack(weights.View, ComputeMode.Auto);
            using Floats x = Floats.Random(MostTokens * columns, random, 3);
            x.Span.Slice(0, 32).Clear();
            x.Span.Slice(columns, 32).Fill(-1e6f);
            using var activations = new QuantizedActivations(x, MostTokens, columns);
            double[,] sums = PanelSums.Of(weights.View, activations, MostTokens, out double[,] magnitudes);
            foreach (int tokens in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 64, 65])
            {
                using var y = new Floats(tokens * rows);
                matrix.Multiply(activations.Row(0), tokens, y.Data, rows, 0, rows);
                for (int i = 0; i < tokens * rows; i++)
                {
                    (int token, int row) = Math.DivRem(i, rows);
                    double bound = Tolerance.GroupedDot(columns / 32) * magnitudes[token, row];
                    Same.Within(sums[token, row], y.Span[i], bound, $"{type} {rows}x{columns} token {token} of {tokens}, row {row}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_row_gives_the_same_bits_in_whatever_company(string rung, DType type)
    {
        IKernels kernels = Emitted(rung);
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                int rows = random.Next(1, 100);
                int columns = Columns(type, random);
                int tokens = random.Next(1, 40);
                using var weights = new Weights(type, rows, columns, random);
                using PackedMatrix matrix = kernels.Pack(weights.View, ComputeMode.Auto);
                using Floats x = Floats.Random(tokens * columns, random);
                using var activations = new QuantizedActivations(x, tokens, columns);
                using var whole = new Floats(tokens * rows);
                matrix.Multiply(activations.Row(0), tokens, whole.Data, rows, 0, rows);
                using var parts = new Floats(tokens * rows);
                MultiplyInParts(matrix, activations, tokens, parts.Data, random);
                Same.Bits(whole.Span, parts.Span, $"{type} {rows}x{columns} with {tokens} tokens");
            },
            iter: 20);
    }

    [Theory]
    [MemberData(nameof(EmittedRungs))]
    public void Nothing_is_written_outside_the_asked_rows(string rung)
    {
        using var weights = new Weights(DType.Q8_0, 40, 64, new Random(1));
        using PackedMatrix matrix = Emitted(rung).Pack(weights.View, ComputeMode.Auto);
        using Floats x = Floats.Random(3 * 64, new Random(2));
        using var activations = new QuantizedActivations(x, 3, 64);
        using var y = new Floats(3 * 50);
        y.Span.Fill(float.NaN);
        matrix.Multiply(activations.Row(0), 3, y.Data, 50, 16, 21);
        for (int i = 0; i < 150; i++)
        {
            Assert.Equal(i % 50 is >= 16 and < 37, !float.IsNaN(y.Span[i]));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void An_activation_that_is_not_finite_shows_in_every_row(string rung, DType type)
    {
        using var weights = new Weights(type, 17, 256, new Random(1));
        using PackedMatrix matrix = Emitted(rung).Pack(weights.View, ComputeMode.Auto);
        using Floats x = Floats.Random(256, new Random(2));
        x.Span[70] = float.PositiveInfinity;
        using var activations = new QuantizedActivations(x, 1, 256);
        using var y = new Floats(17);
        matrix.Multiply(activations.Row(0), 1, y.Data, 17, 0, 17);
        Assert.All(y.Span.ToArray(), value => Assert.True(float.IsNaN(value), $"{value} hides an infinite activation"));
    }

    [Theory]
    [MemberData(nameof(EmittedRungs))]
    public void Floats_are_multiplied_as_floats_when_asked(string rung)
    {
        IKernels kernels = Emitted(rung);
        using var weights = new Weights(DType.Q4_0, 3, 64, new Random(1));
        using PackedMatrix floats = kernels.Pack(weights.View, ComputeMode.F32);
        using PackedMatrix integers = kernels.Pack(weights.View, ComputeMode.Auto);
        Assert.Equal((ActivationFormat.F32, ActivationFormat.Int8), (floats.Activations, integers.Activations));
        Assert.Equal(ActivationFormat.F32, kernels.ActivationsFor(DType.Q4_0, ComputeMode.F32));
        Assert.Equal(ActivationFormat.F32, kernels.ActivationsFor(DType.F32, ComputeMode.Auto));
    }

    [Theory]
    [MemberData(nameof(FloatTypes))]
    public void Float_products_are_within_their_budget_and_the_same_in_whatever_company(string rung, DType type)
    {
        IKernels kernels = Emitted(rung);
        var random = new Random(5);
        foreach (int rows in (int[])[1, 15, 17, 33])
        {
            int columns = 2 * random.Next(1, 300);
            using var weights = new Weights(type, rows, columns, random);
            using PackedMatrix matrix = kernels.Pack(weights.View);
            Assert.Equal(16, matrix.RowTile);
            using Floats x = Floats.Random(MostTokens * columns, random);
            using Floats w = new(columns);
            float[]? first = null;
            foreach (int tokens in (int[])[65, 64, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
            {
                using var y = new Floats(tokens * rows);
                matrix.Multiply(x.Data, tokens, y.Data, rows, 0, rows);
                first ??= y.Span.ToArray();
                Same.Bits(first.AsSpan(0, tokens * rows), y.Span, $"{type} {rows}x{columns}, {tokens} tokens");
            }

            for (int i = 0; i < first!.Length; i++)
            {
                Dequantizer.Read(type, weights.View.Row(i % rows), w.Data, columns);
                (double sum, double magnitude) = (0, 0);
                for (int c = 0; c < columns; c++)
                {
                    double product = (double)w.Span[c] * x.Span[(i / rows * columns) + c];
                    (sum, magnitude) = (sum + product, magnitude + Math.Abs(product));
                }

                Same.Within(sum, first[i], Tolerance.ChainedDot(columns) * magnitude, $"{type} row {i % rows} token {i / rows}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(EmittedRungs))]
    public void An_odd_number_of_float_columns_is_multiplied_too(string rung)
    {
        using var weights = new Weights(DType.BF16, 5, 7, new Random(1));
        using PackedMatrix matrix = Emitted(rung).Pack(weights.View);
        using var x = new Floats(7);
        x.Span[6] = 1;
        using var y = new Floats(5);
        matrix.Multiply(x.Data, 1, y.Data, 5, 0, 5);
        Assert.All(Enumerable.Range(0, 5), row => Assert.Equal(BitConverter.UInt32BitsToSingle((uint)((ushort*)weights.View.Row(row))[6] << 16), y.Span[row]));
    }

    private static IKernels Emitted(string rung)
    {
        Assert.SkipUnless(KernelRungs.Runs(rung), $"this processor does not run {rung}");
        return KernelRungs.Select(rung).Kernels;
    }

    private static TheoryData<string, DType> Pairs(IEnumerable<DType> types) =>
        new(from rung in Rungs from type in types select (rung, type));

    private static int Columns(DType type, Random random) => type.BlockElements() * random.Next(1, 1 + (768 / type.BlockElements()));

    private static void MultiplyInParts(PackedMatrix matrix, QuantizedActivations x, int tokens, float* y, Random random)
    {
        for (int token = 0, taken; token < tokens; token += taken)
        {
            taken = random.Next(1, tokens - token + 1);
            for (int row = 0, count; row < matrix.Rows; row += count)
            {
                int panels = (matrix.Rows - row + matrix.RowTile - 1) / matrix.RowTile;
                count = Math.Min(matrix.RowTile * random.Next(1, panels + 1), matrix.Rows - row);
                matrix.Multiply(x.Row(token), taken, y + (token * matrix.Rows), matrix.Rows, row, count);
            }
        }
    }
}
