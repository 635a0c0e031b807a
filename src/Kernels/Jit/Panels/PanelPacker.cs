using System.Runtime.CompilerServices;
using Xinference.Kernels.Reference;
using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>Brings sixteen weight rows into a panel; rows that the matrix does not have stay zero, scales included.</summary>
internal static unsafe class PanelPacker
{
    private const uint HighBit = 0x01010101;
    private const uint HighPair = 0x03030303;
    private const uint SignBits = 0x80808080;

    /// <summary>Packs rows <c>firstRow…firstRow+15</c> into zeroed memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(TensorView matrix, PanelFormat format, long firstRow, byte* panel)
    {
        int rows = (int)Math.Min(PanelLayout.Rows, matrix.Rows - firstRow);
        int groups = checked((int)(matrix.Columns / PanelFormat.GroupColumns));
        int partsOfBlock = format.IsSuper ? format.BlockGroups : 1;
        int blockBytes = matrix.Type.BlockBytes();
        uint* codes = stackalloc uint[8];
        for (int group = 0; group < groups; group++)
        {
            (int block, int part) = Math.DivRem(group, partsOfBlock);
            byte* first = matrix.Row(firstRow) + ((long)block * blockBytes);
            if (format.IsSuper && part == 0)
            {
                for (int lane = 0; lane < rows; lane++)
                {
                    WriteSuperScales(matrix.Type, first + (lane * matrix.RowBytes), (Half*)panel + lane);
                }

                panel += format.SuperBytes;
            }

            bool atOnce = rows == PanelLayout.Rows && PanelTranspose.IsSupported
                && TryWriteCodes(matrix, first, part, (uint*)(panel + format.ScaleBytes));
            if (atOnce && format.Scales == PanelScales.Half)
            {
                CopyScales(first, matrix.RowBytes, (ushort*)panel);
                panel += format.GroupBytes;
                continue;
            }

            for (int lane = 0; lane < rows; lane++)
            {
                byte* source = first + (lane * matrix.RowBytes);
                WriteScales(matrix.Type, source, part, panel, lane);
                if (atOnce)
                {
                    continue;
                }

                uint* target = (uint*)(panel + format.ScaleBytes) + lane;
                if (partsOfBlock == 1 && format.Bits == 4)
                {
                    CopyWords((uint*)(source + blockBytes) - 4, target);
                    continue;
                }

                GroupCodes.Read(matrix.Type, source, part, codes);
                WriteCodes(format.Bits, codes, target);
            }

            panel += format.GroupBytes;
        }
    }

    /// <summary>The codes of all sixteen rows in registers, for the commonest types.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryWriteCodes(TensorView matrix, byte* block, int part, uint* target)
    {
        switch (matrix.Type)
        {
            case DType.Q4_0 or DType.IQ4_NL:
                PanelTranspose.FourWords(block + 2, matrix.RowBytes, target);
                return true;
            case DType.Q4_1:
                PanelTranspose.FourWords(block + 4, matrix.RowBytes, target);
                return true;
            case DType.Q8_0:
                PanelTranspose.FourWords(block + 2, matrix.RowBytes, target, SignBits);
                PanelTranspose.FourWords(block + 18, matrix.RowBytes, target + (4 * PanelLayout.Rows), SignBits);
                return true;
            case DType.Q4_K:
                PanelTranspose.SharedNibbles((byte*)&((BlockQ4_K*)block)->Quants + (part / 2 * 32), matrix.RowBytes, part, target);
                return true;
            default:
                return false;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyScales(byte* block, long rowBytes, ushort* target)
    {
        for (int lane = 0; lane < PanelLayout.Rows; lane++, block += rowBytes)
        {
            target[lane] = *(ushort*)block;
        }
    }

    /// <summary>Blocks of 32 nibbles end with sixteen bytes that are laid out as panels want them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyWords(uint* source, uint* target)
    {
        target[0] = source[0];
        target[PanelLayout.Rows] = source[1];
        target[2 * PanelLayout.Rows] = source[2];
        target[3 * PanelLayout.Rows] = source[3];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteSuperScales(DType type, byte* block, Half* target)
    {
        switch (type)
        {
            case DType.Q4_K:
                (target[0], target[PanelLayout.Rows]) = (((BlockQ4_K*)block)->Scale, ((BlockQ4_K*)block)->Minimum);
                break;
            case DType.Q5_K:
                (target[0], target[PanelLayout.Rows]) = (((BlockQ5_K*)block)->Scale, ((BlockQ5_K*)block)->Minimum);
                break;
            case DType.Q2_K:
                (target[0], target[PanelLayout.Rows]) = (((BlockQ2_K*)block)->Scale, ((BlockQ2_K*)block)->Minimum);
                break;
            case DType.Q3_K:
                target[0] = ((BlockQ3_K*)block)->Scale;
                break;
            case DType.IQ4_XS:
                target[0] = ((BlockIQ4_XS*)block)->Scale;
                break;
            default:
                target[0] = ((BlockQ6_K*)block)->Scale;
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteScales(DType type, byte* block, int part, byte* target, int lane)
    {
        switch (type)
        {
            case DType.Q4_K:
                WriteBytes(KScales.ScaleAndMinimum(ref ((BlockQ4_K*)block)->Scales, part), target + lane);
                break;
            case DType.Q5_K:
                WriteBytes(KScales.ScaleAndMinimum(ref ((BlockQ5_K*)block)->Scales, part), target + lane);
                break;
            case DType.Q6_K:
                ref SBytes16 scales = ref ((BlockQ6_K*)block)->Scales;
                WriteBytes((scales[2 * part], scales[(2 * part) + 1]), target + lane);
                break;
            case DType.Q2_K:
                ref Bytes16 nibbles = ref ((BlockQ2_K*)block)->Scales;
                WriteBytes((nibbles[2 * part], nibbles[(2 * part) + 1]), target + lane);
                break;
            case DType.Q3_K:
                ref Bytes12 packed = ref ((BlockQ3_K*)block)->Scales;
                WriteBytes((KScales.SixBit(ref packed, 2 * part) - 32, KScales.SixBit(ref packed, (2 * part) + 1) - 32), target + lane);
                break;
            case DType.IQ4_XS:
                target[lane] = (byte)DequantizeCodebook.ScaleOfXs((BlockIQ4_XS*)block, part);
                break;
            case DType.MXFP4:
                target[lane] = ((BlockMXFP4*)block)->Exponent;
                break;
            case DType.Q4_1 or DType.Q5_1:
                var pair = (Half*)block;
                (((Half*)target)[lane], ((Half*)target)[PanelLayout.Rows + lane]) = (pair[0], pair[1]);
                break;
            default:
                ((Half*)target)[lane] = *(Half*)block;
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteBytes((int First, int Second) pair, byte* target) =>
        (target[0], target[PanelLayout.Rows]) = ((byte)pair.First, (byte)pair.Second);

    /// <summary>Writes 32 codes of a row, eight words of four, to its lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WriteCodes(int bits, uint* codes, uint* target)
    {
        if (bits == 8)
        {
            for (int i = 0; i < 8; i++)
            {
                target[PanelLayout.Rows * i] = codes[i];
            }

            return;
        }

        if (bits < 4)
        {
            WriteFewBits(bits, codes, target);
            return;
        }

        for (int i = 0; i < 4; i++)
        {
            target[PanelLayout.Rows * i] = (codes[i] & 0x0F0F0F0F) | ((codes[i + 4] & 0x0F0F0F0F) << 4);
        }

        for (int i = 0; bits > 4 && i < 8; i++)
        {
            // a fifth bit lies at the place of its word; two upper bits at one of four places in one of two registers
            int register = bits == 5 ? 4 : 4 + (i / 4);
            target[PanelLayout.Rows * register] |= bits == 5 ? ((codes[i] >> 4) & HighBit) << i : ((codes[i] >> 4) & HighPair) << (2 * (i % 4));
        }
    }

    /// <summary>Two lower bits at one of four places in one of two registers, a third at the place of its word in the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteFewBits(int bits, uint* codes, uint* target)
    {
        for (int i = 0; i < 8; i++)
        {
            target[PanelLayout.Rows * (i / 4)] |= (codes[i] & HighPair) << (2 * (i % 4));
            if (bits == 3)
            {
                target[PanelLayout.Rows * 2] |= ((codes[i] >> 2) & HighBit) << i;
            }
        }
    }
}
