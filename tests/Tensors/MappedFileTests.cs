using CsCheck;
using Xinference.Testing;

namespace Xinference.Tensors.Tests;

public sealed class MappedFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void A_mapping_holds_the_files_bytes() => Gen.Byte.Array[0, 10_000].Sample(
        bytes =>
        {
            File.WriteAllBytes(_path, bytes);
            using var file = new MappedFile(_path);
            return file.Length == bytes.Length && file.Slice(0, bytes.Length).SequenceEqual(bytes);
        },
        iter: 50,
        threads: 1);

    [Fact]
    public void A_slice_lies_inside_or_throws()
    {
        byte[] bytes = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
        File.WriteAllBytes(_path, bytes);
        using var file = new MappedFile(_path);
        Gen.Select(Gen.Long[-5, 110], Gen.Int[-5, 110]).Sample((offset, length) =>
            offset >= 0 && length >= 0 && offset + length <= bytes.Length
                ? file.Slice(offset, length).SequenceEqual(bytes.AsSpan((int)offset, length))
                : Assert.Throws<ArgumentOutOfRangeException>(() => file.Slice(offset, length).Length) is not null);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Slice(long.MaxValue, int.MaxValue).Length);
    }

    [Fact]
    public void Pages_let_go_are_read_again()
    {
        byte[] bytes = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31))];
        File.WriteAllBytes(_path, bytes);
        using var file = new MappedFile(_path);
        Gen.Select(Gen.Int[0, bytes.Length], Gen.Int[0, bytes.Length], Gen.Bool).Sample(
            (a, b, populate) =>
            {
                (int first, int length) = (Math.Min(a, b), Math.Abs(a - b));
                if (populate)
                {
                    file.Populate(first, length);
                }
                else
                {
                    file.Release(first, length);
                }

                return file.Slice(0, bytes.Length).SequenceEqual(bytes);
            },
            iter: 200,
            threads: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Release(1, bytes.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Populate(-1, 1));
    }

    [Fact]
    public void Pages_let_go_are_no_longer_this_processs_memory()
    {
        Assert.SkipUnless(ProcessMemory.OfFiles() is not null, "the system does not say how much of files is in memory");
        const int Length = 64 << 20;
        File.WriteAllBytes(_path, new byte[Length]);
        using var file = new MappedFile(_path);
        long before = ProcessMemory.OfFiles()!.Value;
        Assert.Equal(0, file.Slice(0, Length).IndexOfAnyExcept((byte)0) + 1);
        Assert.InRange(ProcessMemory.OfFiles()!.Value - before, Length / 2, long.MaxValue);
        file.Release(0, Length);
        Assert.InRange(ProcessMemory.OfFiles()!.Value - before, long.MinValue, Length / 4);
    }

    [Fact]
    public unsafe void An_empty_file_has_no_data()
    {
        using var file = new MappedFile(_path);
        Assert.Equal(0, file.Length);
        Assert.True(file.Data is null);
        Assert.True(file.Slice(0, 0).IsEmpty);
    }

    [Fact]
    public unsafe void A_disposed_mapping_says_so()
    {
        File.WriteAllBytes(_path, [1, 2, 3]);
        var file = new MappedFile(_path);
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Slice(0, 1).Length);
    }

    [Fact]
    public void A_missing_file_is_an_io_fault() => Assert.Throws<FileNotFoundException>(() => new MappedFile(_path + ".none"));

    [Fact(Timeout = 30_000)]
    public async Task A_named_pipe_is_refused_without_waiting_for_a_writer()
    {
        string pipe = NamedPipe.Make(_path + ".fifo");
        try
        {
            IOException fault = await Assert.ThrowsAsync<IOException>(() => Task.Run(() => new MappedFile(pipe), TestContext.Current.CancellationToken));
            Assert.Contains(pipe, fault.Message, StringComparison.Ordinal);
            Assert.Contains("pipe", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(pipe);
        }
    }

    public void Dispose() => File.Delete(_path);
}
