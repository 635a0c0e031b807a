using Xinference.Kernels.Jit;
using Xinference.Kernels.Jit.Panels;
using Xinference.Kernels.Reference;
using Xinference.Kernels.Tests.Interpreting;
using Xinference.Tensors;

namespace Xinference.Kernels.Tests;

/// <summary>
/// The products that rungs emit, run in the interpreter on every machine: each type, each number of tokens, rows that fill their panels
/// and rows that do not; no access outside what a call names, and the same bits in whatever company.
/// </summary>
public sealed unsafe class InterpretedPanelTests
{
    public static TheoryData<string, DType> IntegerTypes => Pairs(Weights.Types.Where(type => PanelFormat.For(type) is not null));

    public static TheoryData<string, DType> FloatTypes => Pairs([DType.F32, DType.F16, DType.BF16, DType.F8E4M3, DType.F8E5M2]);

    public static TheoryData<string> Rungs => new(EmittedKernels.PanelRungs.Select(rung => rung.Name));

    [Theory]
    [MemberData(nameof(IntegerTypes))]
    public void Integer_products_are_right_for_every_number_of_tokens(string rung, DType type)
    {
        var random = new Random(21);
        int columns = type.BlockElements() == 256 ? 512 : 3 * 32;
        int tokens = MostTokens(rung, type);
        foreach (int rows in (int[])[1, 15, 17, 33])
        {
            using var weights = new Weights(type, rows, columns, random);
            using Floats x = Floats.Random(tokens * columns, random, 3);
            x.Span.Slice(0, 32).Clear();
            using var activations = new QuantizedActivations(x, tokens, columns);
            double[,] sums = PanelSums.Of(weights.View, activations, tokens, out double[,] magnitudes);
            float[] whole = MultiplyAll(rung, weights.View, activations.Row(0));
            for (int i = 0; i < whole.Length; i++)
            {
                (int token, int row) = Math.DivRem(i, rows);
                double bound = Tolerance.GroupedDot(columns / 32) * magnitudes[token, row];
                Same.Within(sums[token, row], whole[i], bound, $"{rung} {type} {rows}x{columns} token {token}, row {row}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(FloatTypes))]
    public void Float_products_are_right_for_every_number_of_tokens(string rung, DType type)
    {
        const int columns = 70;
        var random = new Random(22);
        int tokens = MostTokens(rung, type);
        foreach (int rows in (int[])[1, 15, 17, 33])
        {
            using var weights = new Weights(type, rows, columns, random);
            using Floats x = Floats.Random(tokens * columns, random);
            using Floats w = new(columns);
            float[] whole = MultiplyAll(rung, weights.View, x.Data);
            for (int i = 0; i < whole.Length; i++)
            {
                Dequantizer.Read(type, weights.View.Row(i % rows), w.Data, columns);
                double[] products = [.. Enumerable.Range(0, columns).Select(c => (double)w.Span[c] * x.Span[(i / rows * columns) + c])];
                double bound = Tolerance.ChainedDot(columns) * products.Sum(Math.Abs);
                Same.Within(products.Sum(), whole[i], bound, $"{rung} {type} row {i % rows} token {i / rows}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(IntegerTypes))]
    public void The_processor_gives_the_bits_of_the_interpreter(string rung, DType type)
    {
        Assert.SkipUnless(KernelRungs.Runs(rung), $"this processor does not run {rung}");
        const int rows = 20;
        int columns = type.BlockElements() == 256 ? 512 : 3 * 32;
        int tokens = MostTokens(rung, type);
        var random = new Random(23);
        using var weights = new Weights(type, rows, columns, random);
        using Floats x = Floats.Random(tokens * columns, random);
        using var activations = new QuantizedActivations(x, tokens, columns);
        using PackedMatrix matrix = KernelRungs.Select(rung).Kernels.Pack(weights.View, ComputeMode.Auto);
        using var y = new Floats(tokens * rows);
        matrix.Multiply(activations.Row(0), tokens, y.Data, rows, 0, rows);
        Same.Bits(MultiplyAll(rung, weights.View, activations.Row(0)), y.Span, $"{rung} {type}");
    }

    [Theory]
    [MemberData(nameof(Rungs))]
    public void Shared_exponents_are_exact_down_to_the_subnormal_and_up_to_not_a_number(string rung)
    {
        byte[] exponents = [0, 1, 2, 3, 100, 127, 128, 200, 230, 255];
        using var weights = new Weights(DType.MXFP4, exponents.Length, 32, new Random(1));
        for (int row = 0; row < exponents.Length; row++)
        {
            weights.View.Row(row)[0] = exponents[row];
        }

        using var panels = new InterpretedPanels(Rung(rung), 32);
        using var matrix = new PanelMatrix(weights.View, Layout(DType.MXFP4), panels);
        using var x = new Floats(32);
        x.Span[5] = 127 * 64;
        using var activations = new QuantizedActivations(x, 1, 32);
        using var y = new Floats(exponents.Length);
        matrix.Multiply(activations.Row(0), 1, y.Data, exponents.Length, 0, exponents.Length);
        using var w = new Floats(32);
        for (int row = 0; row < exponents.Length; row++)
        {
            Dequantizer.Read(DType.MXFP4, weights.View.Row(row), w.Data, 32);
            Assert.Equal(w.Span[5] * x.Span[5], y.Span[row]);
        }
    }

    [Theory]
    [MemberData(nameof(Rungs))]
    public void A_routine_that_reads_past_its_weights_is_caught(string rung)
    {
        // a matrix of 64 columns is told to be one of 96
        using var weights = new Weights(DType.Q4_0, 16, 64, new Random(1));
        using var panels = new InterpretedPanels(Rung(rung), 64);
        using var matrix = new PanelMatrix(weights.View, Layout(DType.Q4_0), new Stretched(panels));
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
    private static float[] MultiplyAll(string rung, TensorView view, void* x)
    {
        (int rows, int columns) = ((int)view.Rows, (int)view.Columns);
        using var panels = new InterpretedPanels(Rung(rung), columns);
        using var matrix = new PanelMatrix(view, PanelLayout.For(view, ComputeMode.Auto)!, panels);
        float[]? whole = null;
        for (int tokens = MostTokens(rung, view.Type); tokens > 0; tokens--)
        {
            using var y = new Floats(tokens * (rows + 1));
            y.Span.Fill(float.NegativeInfinity);
            matrix.Multiply(x, tokens, y.Data, rows + 1, 0, rows);
            float[] written = [.. y.Span.ToArray().Where((_, i) => i % (rows + 1) < rows)];
            Assert.Equal(tokens, y.Span.Count(float.NegativeInfinity));
            whole ??= written;
            Same.Bits(whole.AsSpan(0, written.Length), written, $"{rung} {view.Type} {rows}x{columns} with {tokens} tokens");
        }

        return whole!;
    }

    private static IPanelRung Rung(string name) => EmittedKernels.PanelRungs.Single(rung => rung.Name == name);

    private static PanelLayout Layout(DType type) => PanelLayout.For(type, ComputeMode.Auto)!;

    private static int MostTokens(string rung, DType type) => Rung(rung).MaxTokens(Layout(type));

    private static TheoryData<string, DType> Pairs(IEnumerable<DType> types) =>
        new(from rung in EmittedKernels.PanelRungs from type in types select (rung.Name, type));

    /// <summary>Makes each call one block longer than its matrix.</summary>
    private sealed class Stretched(PanelKernels panels) : PanelKernels(panels.Rung)
    {
        public override void Run(PanelLayout layout, int tokens, PanelCall* call)
        {
            PanelCall longer = *call;
            longer.Blocks++;
            panels.Run(layout, tokens, &longer);
        }
    }
}
