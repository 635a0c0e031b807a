using Xinference.Tensors;

namespace Xinference.Kernels.Reference;

/// <summary>The two ways in which twelve bytes hold sixteen 6-bit numbers.</summary>
internal static class KScales
{
    /// <summary>Q4_K and Q5_K: scale and minimum of group 0…7, each 0…63.</summary>
    public static (int Scale, int Minimum) ScaleAndMinimum(ref Bytes12 packed, int group)
    {
        if (group < 4)
        {
            return (packed[group] & 63, packed[group + 4] & 63);
        }

        int scale = (packed[group + 4] & 15) | (packed[group - 4] >> 6 << 4);
        int minimum = (packed[group + 4] >> 4) | (packed[group] >> 6 << 4);
        return (scale, minimum);
    }

    /// <summary>Q3_K: scale of group 0…15, 0…63.</summary>
    public static int SixBit(ref Bytes12 packed, int group)
    {
        int low = (packed[group % 8] >> (4 * (group / 8))) & 15;
        int high = (packed[8 + (group % 4)] >> (2 * (group / 4))) & 3;
        return low | (high << 4);
    }
}
