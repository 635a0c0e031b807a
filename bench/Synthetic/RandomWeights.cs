using System.Runtime.InteropServices;
using Xinference.Tensors;

namespace Xinference.Synthetic;

/// <summary>Random blocks whose weights have the spread of a trained model's.</summary>
internal static class RandomWeights
{
    private const float Spread = 0.02f;
    private const int BlocksAtOnce = 1 << 14;

    /// <summary>Writes a tensor.</summary>
    public static void Write(Stream stream, DType type, Shape shape, Filling filling, RandomBytes random)
    {
        byte[] buffer = new byte[BlocksAtOnce * type.BlockBytes()];
        for (long left = type.ByteCount(shape.Elements); left > 0;)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            Fill(part, type, filling, random);
            stream.Write(part);
            left -= part.Length;
        }
    }

    private static void Fill(Span<byte> part, DType type, Filling filling, RandomBytes random)
    {
        switch (filling)
        {
            case Filling.Zeros:
                part.Clear();
                break;
            case Filling.Ones when type == DType.BF16:
                MemoryMarshal.Cast<byte, ushort>(part).Fill(0x3F80);
                break;
            case Filling.Ones:
                MemoryMarshal.Cast<byte, float>(part).Fill(1);
                break;
            default:
                random.Fill(part);
                for (int at = 0; at < part.Length; at += type.BlockBytes())
                {
                    Tame(type, part.Slice(at, type.BlockBytes()));
                }

                break;
        }
    }

    private static void Tame(DType type, Span<byte> block)
    {
        switch (type)
        {
            case DType.F32:
                // any sign and fraction, 2⁻⁷ as exponent
                MemoryMarshal.Write(block, (MemoryMarshal.Read<uint>(block) & 0x807FFFFF) | 0x3C000000);
                break;
            case DType.BF16:
                MemoryMarshal.Write(block, (ushort)((MemoryMarshal.Read<ushort>(block) & 0x807F) | 0x3C00));
                break;
            case DType.Q4_K:
                MemoryMarshal.Write(block, (Half)(Spread / (31 * 4.6f)));
                MemoryMarshal.Write(block[2..], (Half)(Spread / (31 * 4.6f) * 7.5f));
                break;
            case DType.Q6_K:
                MemoryMarshal.Write(block[208..], (Half)(Spread / (74 * 18.5f)));
                break;
            default:
                MemoryMarshal.Write(block, (Half)(Spread / (type == DType.Q8_0 ? 74 : 4.6f)));
                break;
        }
    }
}
