using Xinference.Tensors;

namespace Xinference.Kernels.Tests;

/// <summary>Super-blocks read by walking bytes with running masks and shifts, a second way to the same numbers.</summary>
internal static class SpecificationWalk
{
    public static float[] Read(DType type, ReadOnlySpan<byte> block) => type switch
    {
        DType.Q2_K => TwoBits(block),
        DType.Q3_K => ThreeBits(block),
        DType.Q4_K => FourOrFive(block, block[4..16], default, block[16..]),
        DType.Q5_K => FourOrFive(block, block[4..16], block[16..48], block[48..]),
        DType.Q6_K => SixBits(block),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static float[] TwoBits(ReadOnlySpan<byte> block)
    {
        var y = new List<float>();
        int group = 0;
        for (int half = 0; half < 2; half++)
        {
            ReadOnlySpan<byte> quants = block.Slice(16 + (32 * half), 32);
            for (int shift = 0; shift < 8; shift += 2)
            {
                for (int part = 0; part < 32; part += 16, group++)
                {
                    float scale = F16(block, 80) * (block[group] & 15);
                    float minimum = F16(block, 82) * (block[group] >> 4);
                    foreach (byte q in quants.Slice(part, 16))
                    {
                        y.Add((scale * ((q >> shift) & 3)) - minimum);
                    }
                }
            }
        }

        return [.. y];
    }

    private static float[] ThreeBits(ReadOnlySpan<byte> block)
    {
        int[] scales = ThreeBitScales(block.Slice(96, 12));
        var y = new List<float>();
        int mask = 1;
        int group = 0;
        for (int half = 0; half < 2; half++)
        {
            for (int shift = 0; shift < 8; shift += 2, mask <<= 1)
            {
                for (int lane = 0; lane < 32; lane++)
                {
                    int low = (block[32 + (32 * half) + lane] >> shift) & 3;
                    int value = (block[lane] & mask) != 0 ? low : low - 4;
                    y.Add(F16(block, 108) * scales[group + (lane / 16)] * value);
                }

                group += 2;
            }
        }

        return [.. y];
    }

    /// <summary>Words at a time: nibbles of words 0 and 1, upper bits from word 2.</summary>
    private static int[] ThreeBitScales(ReadOnlySpan<byte> packed)
    {
        uint a = BitConverter.ToUInt32(packed);
        uint b = BitConverter.ToUInt32(packed[4..]);
        uint c = BitConverter.ToUInt32(packed[8..]);
        const uint Nibbles = 0x0F0F0F0F, Pairs = 0x03030303;
        uint[] words =
        [
            (a & Nibbles) | ((c & Pairs) << 4), (b & Nibbles) | (((c >> 2) & Pairs) << 4),
            ((a >> 4) & Nibbles) | (((c >> 4) & Pairs) << 4), ((b >> 4) & Nibbles) | (((c >> 6) & Pairs) << 4),
        ];
        return [.. words.SelectMany(BitConverter.GetBytes).Select(scale => scale - 32)];
    }

    private static float[] FourOrFive(
        ReadOnlySpan<byte> block, ReadOnlySpan<byte> packed, ReadOnlySpan<byte> high, ReadOnlySpan<byte> quants)
    {
        float[] y = new float[256];
        for (int group = 0; group < 8; group++)
        {
            int scale = group < 4 ? packed[group] & 63 : (packed[group + 4] & 15) | ((packed[group - 4] & 0xC0) >> 2);
            int minimum = group < 4 ? packed[group + 4] & 63 : (packed[group + 4] >> 4) | ((packed[group] & 0xC0) >> 2);
            for (int lane = 0; lane < 32; lane++)
            {
                byte pair = quants[(32 * (group / 2)) + lane];
                int quant = group % 2 == 0 ? pair & 15 : pair >> 4;
                quant += !high.IsEmpty && (high[lane] & (1 << group)) != 0 ? 16 : 0;
                y[(32 * group) + lane] = (F16(block, 0) * scale * quant) - (F16(block, 2) * minimum);
            }
        }

        return y;
    }

    private static float[] SixBits(ReadOnlySpan<byte> block)
    {
        float[] y = new float[256];
        for (int half = 0; half < 2; half++)
        {
            ReadOnlySpan<byte> low = block.Slice(64 * half, 64);
            ReadOnlySpan<byte> high = block.Slice(128 + (32 * half), 32);
            for (int lane = 0; lane < 32; lane++)
            {
                int[] quants =
                [
                    (low[lane] & 15) | ((high[lane] & 3) << 4), (low[lane + 32] & 15) | ((high[lane] & 12) << 2),
                    (low[lane] >> 4) | (high[lane] & 48), (low[lane + 32] >> 4) | ((high[lane] & 192) >> 2),
                ];
                for (int run = 0; run < 4; run++)
                {
                    int scale = (sbyte)block[192 + (8 * half) + (2 * run) + (lane / 16)];
                    y[(128 * half) + (32 * run) + lane] = F16(block, 208) * scale * (quants[run] - 32);
                }
            }
        }

        return y;
    }

    private static float F16(ReadOnlySpan<byte> block, int offset) => (float)BitConverter.ToHalf(block[offset..]);
}
