using Xinference.Kernels.Jit.Avx512;
using Xinference.Kernels.Reference;
using Xinference.Kernels.Tests.Interpreting;
using Xinference.Tensors;

namespace Xinference.Kernels.Tests;

/// <summary>
/// The products emitted for AVX-512, run in the interpreter on every machine: each type, each number of tokens, rows that fill their panels
/// and rows that do not; no access outside what a call names, and the same bits in whatever company.
/// </summary>
public sealed unsafe class InterpretedPanelTests
{
    private const int MostTokens = PanelLayout.MaxTokens;

    public static TheoryData<DType> IntegerTypes => new(Weights.Types.Where(type => PanelFormat.For(type) is not null));

    [Theory]
    [MemberData(nameof(IntegerTypes))]
    public void Integer_products_are_right_for_every_number_of_tokens(DType type)
    {
        var random = new Random(21);
        int columns = type.BlockElements() == 256 ? 512 : 3 * 32;
        foreach (int rows in (int[])[1, 15, 17, 33])
        {
            using var weights = new Weights(type, rows, columns, random);
            using Floats x = Floats.Random(MostTokens * columns, random, 3);
            x.Span.Slice(0, 32).Clear();
            using var activations = new QuantizedActivations(x, MostTokens, columns);
            double[,] sums = PanelSums.Of(weights.View, activations, MostTokens, out double[,] magnitudes);
            float[] whole = MultiplyAll(weights.View, activations.Row(0));
            for (int i = 0; i < whole.Length; i++)
            {
                (int token, int row) = Math.DivRem(i, rows);
                double bound = Tolerance.GroupedDot(columns / 32) * magnitudes[token, row];
                Same.Within(sums[token, row], whole[i], bound, $"{type} {rows}x{columns} token {token}, row {row}");
            }
        }
    }

    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.F16)]
    [InlineData(DType.BF16)]
    public void Float_products_are_right_for_every_number_of_tokens(DType type)
    {
        const int columns = 70;
        var random = new Random(22);
        foreach (int rows in (int[])[1, 15, 17, 33])
        {
            using var weights = new Weights(type, rows, columns, random);
            using Floats x = Floats.Random(MostTokens * columns, random);
            using Floats w = new(columns);
            float[] whole = MultiplyAll(weights.View, x.Data);
            for (int i = 0; i < whole.Length; i++)
            {
                Dequantizer.Read(type, weights.View.Row(i % rows), w.Data, columns);
                double[] products = [.. Enumerable.Range(0, columns).Select(c => (double)w.Span[c] * x.Span[(i / rows * columns) + c])];
                double bound = Tolerance.PairedDot(columns) * products.Sum(Math.Abs);
                Same.Within(products.Sum(), whole[i], bound, $"{type} row {i % rows} token {i / rows}");
            }
        }
    }

    [Fact]
    public void A_routine_that_reads_past_its_weights_is_caught()
    {
        // a matrix of 64 columns is told to be one of 96
        using var weights = new Weights(DType.Q4_0, 16, 64, new Random(1));
        using var panels = new InterpretedPanels(64);
        using var matrix = new PanelMatrix(weights.View, PanelLayout.For(DType.Q4_0, ComputeMode.Auto)!, new Stretched(panels));
        using Floats x = Floats.Random(96, new Random(2));
        using var activations = new QuantizedActivations(x, 1, 96);
        using var y = new Floats(16);
        nint from = (nint)activations.Row(0);
        nint to = (nint)y.Data;
        string message = Assert.Throws<InterpretationException>(() => matrix.Multiply((void*)from, 1, (float*)to, 16, 0, 16)).Message;
        Assert.Contains("reads", message, StringComparison.Ordinal);
        Assert.Contains("weights", message, StringComparison.Ordinal);
    }

    /// <summary>All tokens at once, which every smaller number of them must repeat bit for bit, each element written and none besides.</summary>
    private static float[] MultiplyAll(TensorView view, void* x)
    {
        (int rows, int columns) = ((int)view.Rows, (int)view.Columns);
        using var panels = new InterpretedPanels(columns);
        using var matrix = new PanelMatrix(view, PanelLayout.For(view.Type, ComputeMode.Auto)!, panels);
        float[]? whole = null;
        for (int tokens = MostTokens; tokens > 0; tokens--)
        {
            using var y = new Floats(tokens * (rows + 1));
            y.Span.Fill(float.NegativeInfinity);
            matrix.Multiply(x, tokens, y.Data, rows + 1, 0, rows);
            float[] written = [.. y.Span.ToArray().Where((_, i) => i % (rows + 1) < rows)];
            Assert.Equal(tokens, y.Span.Count(float.NegativeInfinity));
            whole ??= written;
            Same.Bits(whole.AsSpan(0, written.Length), written, $"{view.Type} {rows}x{columns} with {tokens} tokens");
        }

        return whole!;
    }

    /// <summary>Makes each call one block longer than its matrix.</summary>
    private sealed class Stretched(PanelKernels panels) : PanelKernels
    {
        public override void Run(PanelLayout layout, int tokens, PanelCall* call)
        {
            PanelCall longer = *call;
            longer.Blocks++;
            panels.Run(layout, tokens, &longer);
        }
    }
}
