using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xinference.Tensors.Tests;

/// <summary>The structs over block types lie in memory as the GGUF specification says.</summary>
public sealed class BlockLayoutTests
{
    [Fact]
    public void Sizes_are_those_of_the_types()
    {
        (DType Type, int Size)[] blocks =
        [
            (DType.Q4_0, Unsafe.SizeOf<BlockQ4_0>()), (DType.Q4_1, Unsafe.SizeOf<BlockQ4_1>()),
            (DType.Q5_0, Unsafe.SizeOf<BlockQ5_0>()), (DType.Q5_1, Unsafe.SizeOf<BlockQ5_1>()),
            (DType.Q8_0, Unsafe.SizeOf<BlockQ8_0>()), (DType.Q2_K, Unsafe.SizeOf<BlockQ2_K>()),
            (DType.Q3_K, Unsafe.SizeOf<BlockQ3_K>()), (DType.Q4_K, Unsafe.SizeOf<BlockQ4_K>()),
            (DType.Q5_K, Unsafe.SizeOf<BlockQ5_K>()), (DType.Q6_K, Unsafe.SizeOf<BlockQ6_K>()),
            (DType.IQ4_NL, Unsafe.SizeOf<BlockIQ4_NL>()), (DType.IQ4_XS, Unsafe.SizeOf<BlockIQ4_XS>()),
            (DType.MXFP4, Unsafe.SizeOf<BlockMXFP4>()),
        ];
        Assert.All(blocks, block => Assert.Equal((block.Type, block.Type.BlockBytes()), (block.Type, block.Size)));
    }

    [Theory]
    [InlineData(typeof(BlockQ4_0), "Scale 0, Quants 2")]
    [InlineData(typeof(BlockQ4_1), "Scale 0, Minimum 2, Quants 4")]
    [InlineData(typeof(BlockQ5_0), "Scale 0, HighBits 2, Quants 6")]
    [InlineData(typeof(BlockQ5_1), "Scale 0, Minimum 2, HighBits 4, Quants 8")]
    [InlineData(typeof(BlockQ8_0), "Scale 0, Quants 2")]
    [InlineData(typeof(BlockQ2_K), "Scales 0, Quants 16, Scale 80, Minimum 82")]
    [InlineData(typeof(BlockQ3_K), "HighBits 0, Quants 32, Scales 96, Scale 108")]
    [InlineData(typeof(BlockQ4_K), "Scale 0, Minimum 2, Scales 4, Quants 16")]
    [InlineData(typeof(BlockQ5_K), "Scale 0, Minimum 2, Scales 4, HighBits 16, Quants 48")]
    [InlineData(typeof(BlockQ6_K), "Low 0, High 128, Scales 192, Scale 208")]
    [InlineData(typeof(BlockIQ4_NL), "Scale 0, Quants 2")]
    [InlineData(typeof(BlockIQ4_XS), "Scale 0, ScalesHigh 2, ScalesLow 4, Quants 8")]
    [InlineData(typeof(BlockMXFP4), "Exponent 0, Quants 1")]
    public void Fields_lie_where_the_specification_puts_them(Type block, string offsets)
    {
        string found = string.Join(", ", block.GetFields().Select(field => $"{field.Name} {Marshal.OffsetOf(block, field.Name)}"));
        Assert.Equal(offsets, found);
    }
}
