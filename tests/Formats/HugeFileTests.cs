using System.Diagnostics;
using Xinference.Formats.Tests.Support;
using Xinference.Tensors;

namespace Xinference.Formats.Tests;

/// <summary>Files of 70 GB, with holes so that they take no room on disk.</summary>
public sealed class HugeFileTests : IDisposable
{
    private const int Tensors = 700;
    private const long BytesEach = 100L << 20;
    private static readonly Shape Matrix = new(BytesEach / 8192, 4096);

    private readonly TempFolder _folder = new();

    [Fact]
    public unsafe void Seventy_gigabytes_of_gguf_open_at_once()
    {
        string path = _folder.PathOf("huge.gguf");
        var writer = new GgufWriter().Add("tokenizer.ggml.tokens", Enumerable.Range(0, 150_000).Select(i => $"token{i}").ToArray());
        for (int i = 0; i < Tensors; i++)
        {
            writer.AddTensor($"blk.{i}.weight", DType.F16, Matrix, LeaveHole);
        }

        SaveSparse(path, writer.Write);
        OpensQuickly(path, $"blk.{Tensors - 1}.weight");
    }

    [Fact]
    public void Seventy_gigabytes_of_safetensors_open_at_once()
    {
        string path = _folder.PathOf("huge.safetensors");
        var writer = new SafetensorsWriter();
        for (int i = 0; i < Tensors; i++)
        {
            writer.AddTensor($"model.layers.{i}.weight", DType.BF16, Matrix, LeaveHole);
        }

        SaveSparse(path, writer.Write);
        OpensQuickly(path, $"model.layers.{Tensors - 1}.weight");
    }

    public void Dispose() => _folder.Dispose();

    private static void LeaveHole(Stream stream) => stream.Position += BytesEach;

    private static void SaveSparse(string path, Action<Stream> write)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a file system that leaves holes unasked");
        using FileStream stream = File.Create(path);
        write(stream);
        stream.SetLength(stream.Length);
    }

    private static unsafe void OpensQuickly(string path, string last)
    {
        WeightFile.Open(path).Dispose(); // compiles the code
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        using IWeightFile file = WeightFile.Open(path);
        clock.Stop();
        Assert.True(new FileInfo(path).Length > Tensors * BytesEach);
        Assert.Equal(Tensors, file.Tensors.Count);
        TensorView view = file.Open(last);
        Assert.Equal(0, view.Data[view.ByteLength - 1]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 2 << 20);

        // a few milliseconds on an idle machine; the bound only tells reading the header from reading the file
        Assert.InRange(clock.ElapsedMilliseconds, 0, 2000);
    }
}
