using CsCheck;

namespace Xinference.Loading.Tests;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("4096", 4096)]
    [InlineData("512M", 512L << 20)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("2 kb", 2048)]
    [InlineData("1t", 1L << 40)]
    public void Sizes_as_people_write_them_are_read(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("12X")]
    [InlineData("-5M")]
    [InlineData("1.2.3G")]
    [InlineData("99999999999T")]
    [InlineData("5 Mx")]
    public void Anything_else_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Fact]
    public void What_is_written_reads_back_within_three_digits() => Gen.Long[1, 1L << 50].Sample(bytes =>
    {
        Assert.True(ByteSize.TryParse(ByteSize.Format(bytes), out long read), ByteSize.Format(bytes));
        Assert.InRange(read, bytes * 0.99, bytes * 1.01);
    });
}
