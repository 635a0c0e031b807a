using System.Runtime.CompilerServices;
using Xinference.Tensors;

namespace Xinference.Kernels.Tests;

/// <summary>Matrices of random bits whose scales are finite and of moderate size, so that every product is.</summary>
internal sealed unsafe class Weights : IDisposable
{
    private readonly NativeBuffer _memory;

    public Weights(DType type, int rows, int columns, Random random)
    {
        _memory = new NativeBuffer(type.ByteCount((long)rows * columns));
        View = new TensorView(_memory.Data, type, new Shape(rows, columns));
        random.NextBytes(new Span<byte>(_memory.Data, (int)_memory.ByteLength));
        for (long at = 0; at < _memory.ByteLength; at += type.BlockBytes())
        {
            Tame(type, _memory.Data + at, random);
        }
    }

    /// <summary>The types that both rungs take.</summary>
    public static readonly DType[] Types =
    [
        DType.F32, DType.F16, DType.BF16, DType.F64, DType.F8E4M3, DType.F8E5M2, DType.Q4_0, DType.Q4_1, DType.Q5_0, DType.Q5_1,
        DType.Q8_0, DType.Q2_K, DType.Q3_K, DType.Q4_K, DType.Q5_K, DType.Q6_K, DType.IQ4_NL, DType.IQ4_XS, DType.MXFP4,
    ];

    public TensorView View { get; }

    public void Dispose() => _memory.Dispose();

    private static void Tame(DType type, byte* block, Random random)
    {
        switch (type)
        {
            case DType.F32:
                Unsafe.WriteUnaligned(block, (float)Number(random));
                break;
            case DType.F64:
                Unsafe.WriteUnaligned(block, Number(random));
                break;
            case DType.F16:
                Unsafe.WriteUnaligned(block, (Half)Number(random));
                break;
            case DType.BF16:
                Unsafe.WriteUnaligned(block, BFloat16.FromSingle((float)Number(random)));
                break;
            case DType.F8E4M3 or DType.F8E5M2:
                *block &= 0xBF; // exponents below the special ones
                break;
            case DType.MXFP4:
                *block = (byte)random.Next(110, 130);
                break;
            default:
                foreach (int offset in ScaleOffsets(type))
                {
                    Unsafe.WriteUnaligned(block + offset, Scale(random));
                }

                break;
        }
    }

    private static int[] ScaleOffsets(DType type) => type switch
    {
        DType.Q4_1 or DType.Q5_1 or DType.Q4_K or DType.Q5_K => [0, 2],
        DType.Q2_K => [80, 82],
        DType.Q3_K => [108],
        DType.Q6_K => [208],
        _ => [0],
    };

    /// <summary>Mostly ordinary scales; some are zero, subnormal or negative.</summary>
    private static Half Scale(Random random) => random.Next(8) switch
    {
        0 => Half.Zero,
        1 => BitConverter.UInt16BitsToHalf((ushort)random.Next(1, 1024)),
        2 => (Half)(-random.NextDouble()),
        _ => (Half)random.NextDouble(),
    };

    private static double Number(Random random) => random.Next(16) switch
    {
        0 => 0,
        1 => -0.0,
        2 => float.Epsilon * random.Next(1, 1000),
        _ => (random.NextDouble() * 2) - 1,
    };
}
