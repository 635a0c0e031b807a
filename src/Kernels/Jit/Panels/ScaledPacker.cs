using System.Runtime.CompilerServices;
using Xinference.Kernels.Reference;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>Brings sixteen rows of codes whose scales lie apart into a panel: the scales of a few groups, then their codes.</summary>
internal static unsafe class ScaledPacker
{
    private const uint Nibbles = 0x0F0F0F0F;
    private const int WordsOfGroup = 8;

    /// <summary>Packs rows <c>firstRow…firstRow+15</c> into zeroed memory; rows that the matrix does not have stay zero, scales included.</summary>
    public static void Pack(TensorView matrix, PanelFormat format, long firstRow, byte* panel)
    {
        int rows = (int)Math.Min(PanelLayout.Rows, matrix.Rows - firstRow);
        int groups = checked((int)(matrix.Columns / PanelFormat.GroupColumns));
        uint* codes = stackalloc uint[WordsOfGroup];
        for (int group = 0; group < groups; group++)
        {
            if (group % format.BlockGroups == 0)
            {
                WriteScales(matrix, format, firstRow, rows, group * PanelFormat.GroupColumns, panel);
                panel += format.SuperBytes;
            }

            for (int lane = 0; lane < rows; lane++)
            {
                ReadCodes(matrix, firstRow + lane, group, codes);
                PanelPacker.WriteCodes(format.Bits, codes, (uint*)panel + lane);
            }

            panel += format.GroupBytes;
        }
    }

    private static void WriteScales(TensorView matrix, PanelFormat format, long firstRow, int rows, int column, byte* target)
    {
        for (int lane = 0; lane < rows; lane++)
        {
            ((float*)target)[lane] = ScaledWeights.Scale(matrix, firstRow + lane, column);
            if (format.Scales == PanelScales.FloatAndZero)
            {
                target[(sizeof(float) * PanelLayout.Rows) + lane] = (byte)ScaledWeights.Zero(matrix, firstRow + lane, column);
            }
        }
    }

    /// <summary>32 columns of a row: eight words of four unsigned codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReadCodes(TensorView matrix, long row, int group, uint* codes)
    {
        switch (matrix.Scales!.Order)
        {
            case CodeOrder.WordsOfColumns:
                for (int i = 0; i < WordsOfGroup / 2; i++)
                {
                    uint word = Unsafe.ReadUnaligned<uint>(matrix.Data + (4 * ((((4L * group) + i) * matrix.Rows) + row)));
                    (codes[2 * i], codes[(2 * i) + 1]) = (Spread(word & 0xFFFF), Spread(word >> 16));
                }

                break;
            case CodeOrder.WordsOfRows:
                for (int i = 0; i < PanelFormat.GroupColumns; i++)
                {
                    ((byte*)codes)[i] = (byte)ScaledWeights.Code(matrix, row, (PanelFormat.GroupColumns * group) + i);
                }

                break;
            default:
                for (int i = 0; i < WordsOfGroup; i++)
                {
                    codes[i] = Unsafe.ReadUnaligned<uint>(matrix.Row(row) + (PanelFormat.GroupColumns * group) + (4 * i)) ^ 0x80808080;
                }

                break;
        }
    }

    /// <summary>Four nibbles, a byte each.</summary>
    private static uint Spread(uint nibbles)
    {
        uint pairs = (nibbles | (nibbles << 8)) & 0x00FF00FF;
        return (pairs | (pairs << 4)) & Nibbles;
    }
}
