using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>The codes of one group of sixteen rows brought into a panel in registers; the same bytes as one word after the other.</summary>
internal static unsafe class PanelTranspose
{
    private const int RowsAtOnce = 4;

    /// <summary>Whether the processor has the unpack instructions.</summary>
    public static bool IsSupported => Sse2.IsSupported;

    /// <summary>Four words of each row; word <c>w</c> of row <c>r</c> goes to <c>target[16 w + r]</c>.</summary>
    /// <param name="source">First word of the first row.</param>
    /// <param name="rowBytes">Bytes from one row to the next.</param>
    /// <param name="target">64 words.</param>
    /// <param name="flip">Bits to flip in each word.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourWords(byte* source, long rowBytes, uint* target, uint flip = 0)
    {
        var mask = Vector128.Create(flip);
        for (int row = 0; row < PanelLayout.Rows; row += RowsAtOnce)
        {
            byte* first = source + (row * rowBytes);
            Store(
                Vector128.Load((uint*)first) ^ mask,
                Vector128.Load((uint*)(first + rowBytes)) ^ mask,
                Vector128.Load((uint*)(first + (2 * rowBytes))) ^ mask,
                Vector128.Load((uint*)(first + (3 * rowBytes))) ^ mask,
                target + row);
        }
    }

    /// <summary>A group of a Q4_K block: 64 columns share 32 bytes, the first group in the low nibbles, the second in the high ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SharedNibbles(byte* source, long rowBytes, int group, uint* target)
    {
        for (int row = 0; row < PanelLayout.Rows; row += RowsAtOnce)
        {
            byte* first = source + (row * rowBytes);
            Store(
                Nibbles(first, group),
                Nibbles(first + rowBytes, group),
                Nibbles(first + (2 * rowBytes), group),
                Nibbles(first + (3 * rowBytes), group),
                target + row);
        }
    }

    /// <summary>A row of words for each of sixteen rows, e.g. pairs of BF16; as <see cref="FourWords"/>, the last words one by one.</summary>
    public static void Words(TensorView matrix, long firstRow, int count, uint* target)
    {
        byte* source = matrix.Row(firstRow);
        int word = 0;
        for (; word + 4 <= count; word += 4)
        {
            FourWords(source + (word * sizeof(uint)), matrix.RowBytes, target + ((long)word * PanelLayout.Rows));
        }

        for (; word < count; word++)
        {
            for (int row = 0; row < PanelLayout.Rows; row++)
            {
                target[((long)word * PanelLayout.Rows) + row] = ((uint*)(source + (row * matrix.RowBytes)))[word];
            }
        }
    }

    /// <summary>The first sixteen columns in the low nibbles, the others in the high ones, as panels want them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Nibbles(byte* source, int group)
    {
        var mask = Vector128.Create(0x0F0F0F0Fu);
        var first = Vector128.Load((uint*)source);
        var last = Vector128.Load((uint*)(source + 16));
        return group % 2 == 0
            ? (first & mask) | ((last & mask) << 4)
            : ((first >> 4) & mask) | (last & ~mask);
    }

    /// <summary>Four rows of four words become four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<uint> a, Vector128<uint> b, Vector128<uint> c, Vector128<uint> d, uint* target)
    {
        var abLow = Sse2.UnpackLow(a, b).AsUInt64();
        var abHigh = Sse2.UnpackHigh(a, b).AsUInt64();
        var cdLow = Sse2.UnpackLow(c, d).AsUInt64();
        var cdHigh = Sse2.UnpackHigh(c, d).AsUInt64();
        Sse2.UnpackLow(abLow, cdLow).AsUInt32().Store(target);
        Sse2.UnpackHigh(abLow, cdLow).AsUInt32().Store(target + PanelLayout.Rows);
        Sse2.UnpackLow(abHigh, cdHigh).AsUInt32().Store(target + (2 * PanelLayout.Rows));
        Sse2.UnpackHigh(abHigh, cdHigh).AsUInt32().Store(target + (3 * PanelLayout.Rows));
    }
}
