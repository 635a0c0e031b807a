using CsCheck;

namespace Xinference.Tensors.Tests;

public sealed class NativeBufferTests
{
    [Fact]
    public void Memory_is_aligned_and_zero() => Gen.Int[0, 100_000].Sample(IsAlignedAndZero, iter: 100);

    [Fact]
    public void A_negative_size_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new NativeBuffer(-1));

    [Fact]
    public unsafe void A_disposed_buffer_says_so()
    {
        var buffer = new NativeBuffer(10);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => (nint)buffer.Data);
    }

    private static unsafe bool IsAlignedAndZero(int size)
    {
        using var buffer = new NativeBuffer(size);
        return (nint)buffer.Data % NativeBuffer.Alignment == 0
            && buffer.ByteLength == size
            && !new ReadOnlySpan<byte>(buffer.Data, size).ContainsAnyExcept((byte)0);
    }
}
