using CsCheck;

namespace Xinference.Tensors.Tests;

public sealed class DTypeTests
{
    private static readonly Gen<(DType Type, long Blocks)> Whole = Gen.Select(Gen.OneOf(Enum.GetValues<DType>()), Gen.Long[0, 1L << 40]);

    public static TheoryData<DType> Types => [.. Enum.GetValues<DType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_has_a_block(DType type)
    {
        Assert.True(long.IsPow2(type.BlockElements()));
        Assert.InRange(8.0 * type.BlockBytes() / type.BlockElements(), 1.5, 64);
        Assert.Equal(type >= DType.Q4_0, type.IsQuantized());
    }

    // bits a weight, as the formats' papers and specifications give them
    [Theory]
    [InlineData(DType.Q4_0, 4.5)]
    [InlineData(DType.Q4_1, 5)]
    [InlineData(DType.Q5_0, 5.5)]
    [InlineData(DType.Q5_1, 6)]
    [InlineData(DType.Q8_0, 8.5)]
    [InlineData(DType.Q8_1, 9)]
    [InlineData(DType.Q2_K, 2.625)]
    [InlineData(DType.Q3_K, 3.4375)]
    [InlineData(DType.Q4_K, 4.5)]
    [InlineData(DType.Q5_K, 5.5)]
    [InlineData(DType.Q6_K, 6.5625)]
    [InlineData(DType.Q8_K, 9.125)]
    [InlineData(DType.IQ1_S, 1.5625)]
    [InlineData(DType.IQ1_M, 1.75)]
    [InlineData(DType.IQ2_XXS, 2.0625)]
    [InlineData(DType.IQ2_XS, 2.3125)]
    [InlineData(DType.IQ2_S, 2.5625)]
    [InlineData(DType.IQ3_XXS, 3.0625)]
    [InlineData(DType.IQ3_S, 3.4375)]
    [InlineData(DType.IQ4_NL, 4.5)]
    [InlineData(DType.IQ4_XS, 4.25)]
    [InlineData(DType.TQ1_0, 1.6875)]
    [InlineData(DType.TQ2_0, 2.0625)]
    [InlineData(DType.MXFP4, 4.25)]
    [InlineData(DType.NVFP4, 4.5)]
    public void Block_types_have_their_bits(DType type, double bits) => Assert.Equal(bits, 8.0 * type.BlockBytes() / type.BlockElements());

    [Fact]
    public void Bytes_grow_by_whole_blocks() => Whole.Sample((type, blocks) => type.ByteCount(blocks * type.BlockElements()) == blocks * type.BlockBytes());

    [Fact]
    public void Broken_blocks_are_refused() => Gen.Select(Whole, Gen.Int[1, 255]).Sample((whole, more) =>
    {
        int block = whole.Type.BlockElements();
        return more % block == 0 || Assert.Throws<ArgumentException>(() => whole.Type.ByteCount((whole.Blocks * block) + more)) is not null;
    });

    [Fact]
    public void Negative_counts_are_refused() => Assert.Throws<ArgumentException>(() => DType.F32.ByteCount(-1));

    [Fact]
    public void Sizes_beyond_long_are_refused() => Assert.Throws<OverflowException>(() => DType.F64.ByteCount(1L << 61));
}
