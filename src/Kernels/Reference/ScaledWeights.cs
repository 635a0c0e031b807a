using System.Runtime.CompilerServices;
using Xinference.Tensors;

namespace Xinference.Kernels.Reference;

/// <summary>
/// Weights whose scales lie apart, one element at a time: <c>scale · (code − zero)</c>, the product rounded to float once. 4-bit codes are
/// 0…15, 8-bit integers signed; a small float counts as code without zero point.
/// </summary>
internal static unsafe class ScaledWeights
{
    private const int NibblesOfWord = 8;

    /// <summary>Whether a type can be read, given scales.</summary>
    public static bool Supports(DType type) => type is DType.I4 or DType.I8 or DType.F8E4M3 or DType.F8E5M2;

    /// <summary>Whether a matrix can be read.</summary>
    /// <exception cref="NotSupportedException">Codes or scales are of a type that is not read.</exception>
    public static void Check(TensorView matrix)
    {
        TensorScales scales = matrix.Scales!;
        bool words = scales.Order != CodeOrder.Bytes;
        if (!Supports(matrix.Type) || words != (matrix.Type == DType.I4) || scales.Values.Type is not (DType.F32 or DType.F16 or DType.BF16))
        {
            throw new NotSupportedException($"{matrix.Type} codes in {scales.Order} with {scales.Values.Type} scales cannot be read");
        }
    }

    /// <summary>Reads <paramref name="count"/> columns of a row from <paramref name="first"/> on.</summary>
    public static void Read(TensorView matrix, long row, int first, float* target, int count)
    {
        bool floats = matrix.Type is DType.F8E4M3 or DType.F8E5M2;
        if (floats)
        {
            Dequantizer.Read(matrix.Type, matrix.Row(row) + first, target, count);
        }

        for (int i = 0; i < count; i++)
        {
            float value = floats ? target[i] : Code(matrix, row, first + i) - Zero(matrix, row, first + i);
            target[i] = value * Scale(matrix, row, first + i);
        }
    }

    /// <summary>The scale of an element.</summary>
    public static float Scale(TensorView matrix, long row, long column)
    {
        TensorScales scales = matrix.Scales!;
        (long r, long c) = (row / scales.GroupRows, column / scales.GroupColumns);
        long at = scales.Transposed
            ? (c * Groups(matrix.Rows, scales.GroupRows)) + r
            : (r * Groups(matrix.Columns, scales.GroupColumns)) + c;
        byte* values = scales.Values.Data;
        return scales.Values.Type switch
        {
            DType.F32 => Unsafe.ReadUnaligned<float>(values + (4 * at)),
            DType.F16 => (float)Unsafe.ReadUnaligned<Half>(values + (2 * at)),
            _ => BFloat16.ToSingle(Unsafe.ReadUnaligned<ushort>(values + (2 * at))),
        };
    }

    /// <summary>The zero point of an element.</summary>
    public static int Zero(TensorView matrix, long row, long column)
    {
        TensorScales scales = matrix.Scales!;
        return scales.Zeros is { } zeros
            ? scales.Zero + Nibble(zeros.Data, (column / scales.GroupColumns * (matrix.Rows / NibblesOfWord)) + (row / NibblesOfWord), NibbleOfRow(scales.Order, row))
            : scales.Zero;
    }

    /// <summary>The code of an element.</summary>
    public static int Code(TensorView matrix, long row, long column) => matrix.Scales!.Order switch
    {
        CodeOrder.WordsOfColumns => Nibble(matrix.Data, (column / NibblesOfWord * matrix.Rows) + row, (int)(column % NibblesOfWord)),
        CodeOrder.WordsOfRows => Nibble(
            matrix.Data, (column * (matrix.Rows / NibblesOfWord)) + (row / NibblesOfWord), NibbleOfRow(CodeOrder.WordsOfRows, row)),
        _ => (sbyte)matrix.Row(row)[column],
    };

    /// <summary>Which nibble of a word of eight rows is a row's: in order, or even rows first.</summary>
    private static int NibbleOfRow(CodeOrder order, long row)
    {
        int place = (int)(row % NibblesOfWord);
        return order == CodeOrder.WordsOfRows ? (place % 2 * 4) + (place / 2) : place;
    }

    private static int Nibble(byte* words, long word, int nibble) => (int)((Unsafe.ReadUnaligned<uint>(words + (4 * word)) >> (4 * nibble)) & 15);

    private static long Groups(long extent, long group) => (extent + group - 1) / group;
}
