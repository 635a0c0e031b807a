using CsCheck;
using Xinference.Kernels.Reference;
using Xinference.Kernels.Simd;
using Xinference.Tensors;

namespace Xinference.Kernels.Tests;

public sealed unsafe class DequantizeTests
{
    private readonly SimdKernels _simd = new();
    private readonly ReferenceKernels _reference = new();

    public static TheoryData<DType> Types => new(Weights.Types);

    [Theory]
    [MemberData(nameof(Types))]
    public void Vectors_read_the_same_bits_as_the_reference(DType type) => Gen.Int.Sample(seed =>
    {
        using var weights = new Weights(type, 3, 512, new Random(seed));
        AssertRowsAgree(weights.View);
    });

    [Theory]
    [InlineData(DType.F16, 2)]
    [InlineData(DType.BF16, 2)]
    public void Every_16_bit_pattern_reads_the_same(DType type, int size)
    {
        using var bits = new NativeBuffer(65536 * size);
        for (int i = 0; i < 65536; i++)
        {
            ((ushort*)bits.Data)[i] = (ushort)i;
        }

        AssertRowsAgree(new TensorView(bits.Data, type, new Shape(1, 65536)));
    }

    [Fact]
    public void Small_floats_have_their_defined_values()
    {
        Assert.Equal([0f, 1f, -1f, 448f, 0.001953125f], Read(DType.F8E4M3, [0x00, 0x38, 0xB8, 0x7E, 0x01]));
        Assert.Equal([float.NaN, float.NaN], Read(DType.F8E4M3, [0x7F, 0xFF]));
        Assert.Equal([0f, 1f, -1f, 57344f, float.PositiveInfinity], Read(DType.F8E5M2, [0x00, 0x3C, 0xBC, 0x7B, 0x7C]));
    }

    [Theory]
    [InlineData(DType.Q2_K)]
    [InlineData(DType.Q3_K)]
    [InlineData(DType.Q4_K)]
    [InlineData(DType.Q5_K)]
    [InlineData(DType.Q6_K)]
    public void Super_blocks_follow_the_walk_of_the_specification(DType type) => Gen.Int.Sample(seed =>
    {
        using var weights = new Weights(type, 1, 256, new Random(seed));
        using var found = new Floats(256);
        _reference.ReadRow(weights.View, 0, found.Data);
        Same.Bits(SpecificationWalk.Read(type, new ReadOnlySpan<byte>(weights.View.Data, type.BlockBytes())), found.Span, type.ToString());
    });

    [Fact]
    public void Nibbles_below_come_first_and_nibbles_above_second()
    {
        byte[] block = new byte[18];
        BitConverter.TryWriteBytes(block, (Half)2);
        block[2] = 0xF0;
        float[] weights = Read(DType.Q4_0, block);
        Assert.Equal((-16f, 14f), (weights[0], weights[16]));
        Assert.Equal((-254f, 226f), (Read(DType.IQ4_NL, block)[0], Read(DType.IQ4_NL, block)[16]));
    }

    [Fact]
    public void Shared_exponents_have_their_defined_values()
    {
        byte[] block = new byte[17];
        block[0] = 127;
        block[1] = 0xF7;
        Assert.Equal((6f, -6f), (Read(DType.MXFP4, block)[0], Read(DType.MXFP4, block)[16]));
        block[0] = 0;
        Assert.Equal(6 * MathF.Pow(2, -127), Read(DType.MXFP4, block)[0]);
        block[0] = 255;
        Assert.Equal(float.NaN, Read(DType.MXFP4, block)[0]);
    }

    [Fact]
    public void Types_that_cannot_be_read_are_named()
    {
        byte* none = null;
        var view = new TensorView(none, DType.IQ1_S, new Shape(1, 256));
        Assert.Contains("IQ1_S", Assert.Throws<NotSupportedException>(() => _simd.Pack(view)).Message, StringComparison.Ordinal);
        Assert.Contains("IQ1_S", Assert.Throws<NotSupportedException>(() => _reference.Pack(view)).Message, StringComparison.Ordinal);
    }

    private void AssertRowsAgree(TensorView table)
    {
        int columns = (int)table.Columns;
        using var expected = new Floats(columns);
        using var found = new Floats(columns);
        for (int row = 0; row < table.Rows; row++)
        {
            _reference.ReadRow(table, row, expected.Data);
            _simd.ReadRow(table, row, found.Data);
            Same.Bits(expected.Span, found.Span, $"{table.Type} row {row}");
        }
    }

    private static float[] Read(DType type, byte[] bytes)
    {
        float[] result = new float[bytes.Length / type.BlockBytes() * type.BlockElements()];
        fixed (byte* source = bytes)
        fixed (float* target = result)
        {
            Dequantizer.Read(type, source, target, result.Length);
        }

        return result;
    }
}
