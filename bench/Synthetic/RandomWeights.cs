using System.Runtime.InteropServices;
using Xinference.Tensors;

namespace Xinference.Synthetic;

/// <summary>Random blocks whose weights have the spread of a trained model's.</summary>
internal static class RandomWeights
{
    private const float Spread = 0.02f;
    private const int BlocksAtOnce = 1 << 14;

    public static IReadOnlyDictionary<string, DType> Types { get; } =
        new[] { DType.Q4_0, DType.Q8_0, DType.Q4_K, DType.Q6_K, DType.BF16 }.ToDictionary(type => type.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes a matrix.</summary>
    public static void Write(Stream stream, DType type, Shape shape, Random random)
    {
        byte[] buffer = new byte[BlocksAtOnce * type.BlockBytes()];
        for (long left = type.ByteCount(shape.Elements); left > 0;)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            random.NextBytes(part);
            for (int at = 0; at < part.Length; at += type.BlockBytes())
            {
                Tame(type, part.Slice(at, type.BlockBytes()));
            }

            stream.Write(part);
            left -= part.Length;
        }
    }

    /// <summary>Writes a vector of ones, for norms.</summary>
    public static byte[] Ones(Shape shape)
    {
        float[] ones = new float[shape.Elements];
        Array.Fill(ones, 1f);
        return MemoryMarshal.AsBytes<float>(ones).ToArray();
    }

    private static void Tame(DType type, Span<byte> block)
    {
        switch (type)
        {
            case DType.BF16:
                // any sign and fraction, 2⁻⁷ as exponent
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
