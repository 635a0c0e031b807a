using Xinference.Kernels.Jit;
using Xinference.Kernels.Jit.Panels;
using Xinference.Kernels.Reference;
using Xinference.Kernels.Simd;
using Xinference.Tensors;

namespace Xinference.Kernels.Tests;

/// <summary>Weights whose scales lie apart, as Hugging Face checkpoints have them: read, packed and multiplied.</summary>
public sealed unsafe class ScaledTests
{
    private const int Columns = 256;

    private static readonly int[] RowCounts = [8, 16, 40, 136];

    public static TheoryData<Storage> Storages => [.. Enum.GetValues<Storage>()];

    public static TheoryData<string, Storage> OnRungs =>
        new(from rung in EmittedKernels.PanelRungs from storage in Enum.GetValues<Storage>() select (rung.Name, storage));

    [Theory]
    [MemberData(nameof(Storages))]
    public void Rows_are_scale_times_code_less_zero(Storage storage)
    {
        using var matrix = new ScaledMatrix(storage, 24, Columns, new Random(3));
        using var row = new Floats(Columns);
        foreach (IKernels kernels in (IKernels[])[new ReferenceKernels(), new SimdKernels()])
        {
            for (int r = 0; r < 24; r++)
            {
                kernels.ReadRow(matrix.View, r, row.Data);
                Same.Bits([.. Enumerable.Range(0, Columns).Select(c => matrix[r, c])], row.Span, $"{kernels.Name} {storage} row {r}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Storages))]
    public void Portable_products_are_within_the_budget(Storage storage)
    {
        var random = new Random(4);
        foreach (int rows in RowCounts)
        {
            using var matrix = new ScaledMatrix(storage, rows, 2 * Columns, random);
            using Floats x = Floats.Random(3 * 2 * Columns, random);
            foreach (IKernels kernels in (IKernels[])[new ReferenceKernels(), new SimdKernels()])
            {
                using PackedMatrix packed = kernels.Pack(matrix.View, ComputeMode.Auto);
                Assert.Equal(ActivationFormat.F32, packed.Activations);
                using var y = new Floats(3 * rows);
                packed.Multiply(x.Data, 3, y.Data, rows, 0, rows);
                AssertProducts(matrix, y, 3, (token, column) => x.Span[(token * 2 * Columns) + column], Tolerance.Dot(2 * Columns));
            }
        }
    }

    [Theory]
    [MemberData(nameof(OnRungs))]
    public void Emitted_products_are_within_the_budget_and_the_same_in_whatever_company(string rung, Storage storage)
    {
        IPanelRung emitted = EmittedKernels.PanelRungs.Single(r => r.Name == rung);
        var random = new Random(5);
        foreach (int rows in RowCounts)
        {
            using var matrix = new ScaledMatrix(storage, rows, Columns, random);
            PanelLayout layout = PanelLayout.For(matrix.View, ComputeMode.Auto)!;
            int tokens = emitted.MaxTokens(layout);
            using Floats x = Floats.Random(tokens * Columns, random);
            using var quantized = new QuantizedActivations(x, tokens, Columns);
            bool integers = layout.Activations == ActivationFormat.Int8;
            using var panels = new InterpretedPanels(emitted, Columns);
            using var packed = new PanelMatrix(matrix.View, layout, panels);
            using var whole = new Floats(tokens * rows);
            packed.Multiply(integers ? quantized.Row(0) : x.Data, tokens, whole.Data, rows, 0, rows);
            double budget = integers ? Tolerance.GroupedDot(Columns / 32) : Tolerance.ChainedDot(Columns);
            AssertProducts(matrix, whole, tokens, (t, c) => integers ? quantized.Value(t, c) : x.Span[(t * Columns) + c], budget);
            for (int token = 0; token < tokens; token++)
            {
                using var alone = new Floats(rows);
                packed.Multiply(integers ? quantized.Row(token) : x.Data + (token * Columns), 1, alone.Data, rows, 0, rows);
                Same.Bits(whole.Span.Slice(token * rows, rows), alone.Span, $"{rung} {storage} token {token}");
            }

            AssertProcessorAgrees(rung, matrix.View, integers ? quantized.Row(0) : x.Data, tokens, whole);
        }
    }

    [Theory]
    [InlineData(DType.F8E4M3)]
    [InlineData(DType.F8E5M2)]
    public void Every_small_float_is_widened_exactly(DType type)
    {
        using var weights = new NativeBuffer(256 * 4);
        for (int i = 0; i < 256; i++)
        {
            weights.Data[4 * i] = (byte)i;
        }

        var view = new TensorView(weights.Data, type, new Shape(256, 4));
        using Floats x = Floats.Of([1, 0, 0, 0]);
        using var expected = new Floats(256);
        new ReferenceKernels().Pack(view).Multiply(x.Data, 1, expected.Data, 256, 0, 256);
        foreach (IPanelRung rung in EmittedKernels.PanelRungs)
        {
            using var panels = new InterpretedPanels(rung, 4);
            using var packed = new PanelMatrix(view, PanelLayout.For(view, ComputeMode.Auto)!, panels);
            using var y = new Floats(256);
            packed.Multiply(x.Data, 1, y.Data, 256, 0, 256);
            for (int i = 0; i < 256; i++)
            {
                Assert.True(expected.Span[i].Equals(y.Span[i]) || expected.Span[i] == y.Span[i], $"{rung.Name} {type} 0x{i:X2}: {y.Span[i]}, not {expected.Span[i]}");
            }
        }
    }

    [Fact]
    public void Groups_that_do_not_fit_integers_are_refused_by_size()
    {
        using var matrix = new ScaledMatrix(Storage.Int8Groups, 8, 64, new Random(1));
        TensorScales scales = matrix.View.Scales! with { GroupColumns = 16 };
        var view = new TensorView(matrix.View.Data, DType.I8, new Shape(8, 64), scales);
        string message = Assert.Throws<NotSupportedException>(() => PanelLayout.For(view, ComputeMode.Auto)).Message;
        Assert.Contains("16", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Storage.Int8Rows, 8.125)]
    [InlineData(Storage.Int8Groups, 9)]
    [InlineData(Storage.Gptq, 4.625)]
    [InlineData(Storage.GptqSymmetric, 4.25)]
    [InlineData(Storage.Awq, 5.25)]
    [InlineData(Storage.E4M3Blocks, 8.25)]
    public void Panels_take_so_many_bits_a_weight(Storage storage, double bits)
    {
        using var matrix = new ScaledMatrix(storage, 16, Columns, new Random(1));
        Assert.Equal(bits, 8.0 * PanelLayout.For(matrix.View, ComputeMode.Auto)!.PanelBytes(Columns) / (16 * Columns));
    }

    private static void AssertProcessorAgrees(string rung, TensorView view, void* x, int tokens, Floats expected)
    {
        if (!KernelRungs.Runs(rung))
        {
            return;
        }

        int rows = (int)view.Rows;
        using PackedMatrix packed = KernelRungs.Select(rung).Kernels.Pack(view, ComputeMode.Auto);
        using var y = new Floats(tokens * rows);
        packed.Multiply(x, tokens, y.Data, rows, 0, rows);
        Same.Bits(expected.Span, y.Span, $"{rung} {view.Type}");
    }

    private static void AssertProducts(ScaledMatrix matrix, Floats y, int tokens, Func<int, int, double> activation, double budget)
    {
        (int rows, int columns) = ((int)matrix.View.Rows, (int)matrix.View.Columns);
        for (int i = 0; i < tokens * rows; i++)
        {
            (int token, int row) = Math.DivRem(i, rows);
            double[] products = [.. Enumerable.Range(0, columns).Select(c => matrix[row, c] * activation(token, c))];
            Same.Within(products.Sum(), y.Span[i], budget * products.Sum(Math.Abs), $"{matrix.View.Type} row {row} token {token}");
        }
    }
}
