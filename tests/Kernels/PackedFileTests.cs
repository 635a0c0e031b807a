using Xinference.Kernels.Jit.Panels;
using Xinference.Tensors;
using Xinference.Testing;

namespace Xinference.Kernels.Tests;

/// <summary>Packing weights that lie in a mapped file: the same panels, and no second copy in memory.</summary>
public sealed unsafe class PackedFileTests : IDisposable
{
    private const int Columns = 2048;
    private readonly string _path = Path.GetTempFileName();

    [Theory]
    [InlineData(DType.Q8_0)]
    [InlineData(DType.BF16)]
    public void Pages_of_the_file_are_let_go(DType type)
    {
        Assert.SkipUnless(ProcessMemory.OfFiles() is not null, "the system does not say how much of files is in memory");
        string? rung = KernelRungs.Names.LastOrDefault(name => name is not ("reference" or "simd") && KernelRungs.Runs(name));
        Assert.SkipWhen(rung is null, "this processor runs no rung that packs panels");
        var rows = (int)((48L << 20) / type.ByteCount(Columns));
        byte[] bytes = new byte[rows * type.ByteCount(Columns)];
        new Random(3).NextBytes(bytes);
        File.WriteAllBytes(_path, bytes);
        using var file = new MappedFile(_path);
        long before = ProcessMemory.OfFiles()!.Value;
        var shape = new Shape(rows, Columns);
        using PackedMatrix matrix = KernelRungs.Select(rung).Kernels.Pack(new TensorView(file.Data, type, shape, file), ComputeMode.Auto);
        Assert.InRange(ProcessMemory.OfFiles()!.Value - before, long.MinValue, bytes.Length / 4);
        Assert.True(file.Slice(0, bytes.Length).SequenceEqual(bytes));
    }

    [Theory]
    [InlineData(DType.Q4_0)]
    [InlineData(DType.Q4_1)]
    [InlineData(DType.Q8_0)]
    [InlineData(DType.Q4_K)]
    [InlineData(DType.IQ4_NL)]
    [InlineData(DType.BF16)]
    [InlineData(DType.F32)]
    public void Sixteen_rows_at_once_give_the_bytes_of_rows_one_by_one(DType type)
    {
        PanelLayout layout = PanelLayout.For(type, ComputeMode.Auto)!;
        long rowBytes = type.ByteCount(512);
        long panelBytes = layout.PanelBytes(512);
        using var rows = new NativeBuffer(17 * rowBytes);
        new Random(7).NextBytes(new Span<byte>(rows.Data, (int)(17 * rowBytes)));
        using var whole = new NativeBuffer(panelBytes);
        using var fifteen = new NativeBuffer(panelBytes);
        layout.Pack(new TensorView(rows.Data, type, new Shape(17, 512)), 0, whole.Data);
        layout.Pack(new TensorView(rows.Data, type, new Shape(15, 512)), 0, fifteen.Data); // fifteen rows go one by one
        int differing = 0;
        for (long i = 0; i < panelBytes; i++)
        {
            differing += fifteen.Data[i] == whole.Data[i] ? 0 : 1;
        }

        Assert.InRange(differing, 1, panelBytes / PanelLayout.Rows); // those of the sixteenth row
    }

    public void Dispose() => File.Delete(_path);
}
