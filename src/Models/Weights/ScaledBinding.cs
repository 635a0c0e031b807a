using Xinference.Tensors;

namespace Xinference.Models.Weights;

/// <summary>
/// Weights of a linear layer that lie in several tensors: 4-bit codes in <c>qweight</c>, <c>qzeros</c>, <c>scales</c> and <c>g_idx</c>, or bytes
/// in <c>weight</c> with <c>weight_scale</c> or <c>weight_scale_inv</c>, both of which multiply.
/// </summary>
internal static class ScaledBinding
{
    private const int CodesOfWord = 8;
    private const int Group = 32;
    private const int Middle = 8;

    private static ReadOnlySpan<DType> Words => [DType.I32, DType.U32];

    private static ReadOnlySpan<DType> Floats => [DType.F16, DType.BF16, DType.F32];

    private static ReadOnlySpan<DType> Bytes => [DType.I8, DType.F8E4M3, DType.F8E5M2];

    /// <summary>The weights of layer <paramref name="name"/>, or null where it has but one tensor; what does not fit is noted as a fault.</summary>
    public static TensorView? Find(WeightBinder binder, HfQuantization? quantization, string name, int rows, int columns)
    {
        if (quantization is not null && binder.Info($"{name}.qweight") is not null)
        {
            return FindWords(binder, quantization, name, rows, columns) ?? default(TensorView);
        }

        string? scale = Array.Find([$"{name}.weight_scale", $"{name}.weight_scale_inv"], tensor => binder.Info(tensor) is not null);
        return scale is null ? null : FindBytes(binder, quantization, name, scale, rows, columns) ?? default(TensorView);
    }

    private static TensorView? FindWords(WeightBinder binder, HfQuantization quantization, string name, int rows, int columns)
    {
        long groups = binder.Info($"{name}.scales") is { Shape: { Rank: 2 } shape } ? Math.Max(1, shape[0]) : 1;
        if (rows % CodesOfWord != 0 || columns % groups != 0 || columns / groups % Group != 0)
        {
            binder.AddFault($"{name}: {rows} rows, and {columns} columns in {groups} groups; groups must be whole numbers of {Group} columns, rows of {CodesOfWord}");
            return null;
        }

        (long high, long wide) = quantization.Order == CodeOrder.WordsOfColumns ? (columns / CodesOfWord, rows) : (columns, (long)rows / CodesOfWord);
        TensorView? codes = binder.Whole($"{name}.qweight", Words, high, wide);
        TensorView? scales = binder.Whole($"{name}.scales", Floats, groups, rows);
        TensorView? zeros = binder.Whole($"{name}.qzeros", Words, groups, rows / CodesOfWord);
        CheckOrder(binder, $"{name}.g_idx", columns, columns / groups);
        if (codes is not { } words || scales is not { } values || zeros is not { } points)
        {
            return null;
        }

        bool symmetric = AreAll(points, Middle - quantization.Zero);
        return View(words, DType.I4, rows, columns, new TensorScales
        {
            Order = quantization.Order,
            Values = values,
            Transposed = true,
            GroupRows = 1,
            GroupColumns = columns / groups,
            Zeros = symmetric ? null : points,
            Zero = symmetric ? Middle : quantization.Zero,
        });
    }

    private static TensorView? FindBytes(WeightBinder binder, HfQuantization? quantization, string name, string scale, int rows, int columns)
    {
        Shape shape = binder.Info(scale)!.Shape;
        (long rowsOfGroup, long columnsOfGroup) = shape.Extents.AsSpan() switch
        {
            _ when shape.Elements == 1 => (rows, columns),
            [var all] when all == rows => (1, columns),
            [var all, var groups] when all == rows && groups > 0 && columns % groups == 0 && columns / groups % Group == 0 => (1, columns / groups),
            [var high, var wide] when quantization?.Block is { } block && (high, wide) == (Ceiling(rows, block.Rows), Ceiling(columns, block.Columns)) => block,
            _ => (0, 0),
        };
        TensorView? codes = binder.Whole($"{name}.weight", Bytes, rows, columns);
        TensorView? scales = binder.Whole(scale, Floats, shape.Extents.AsSpan());
        if (rowsOfGroup == 0 || columns % Group != 0)
        {
            binder.AddFault($"{scale} has shape {shape}, which fits no division of [{rows}, {columns}] into groups of whole numbers of {Group} columns");
            return null;
        }

        return codes is not { } bytes || scales is not { } values ? null : View(bytes, bytes.Type, rows, columns, new TensorScales
        {
            Order = CodeOrder.Bytes,
            Values = values,
            GroupRows = rowsOfGroup,
            GroupColumns = columnsOfGroup,
        });
    }

    private static TensorView View(TensorView codes, DType type, int rows, int columns, TensorScales scales) =>
        codes.WithScales(type, new Shape(rows, columns), scales);

    /// <summary>Groups must be of neighbouring columns; files of <c>desc_act</c> have others.</summary>
    private static void CheckOrder(WeightBinder binder, string name, int columns, long group)
    {
        if (binder.Info(name) is null || binder.Whole(name, Words, columns) is not { } index)
        {
            return;
        }

        for (int column = 0; column < columns; column++)
        {
            if (index.Word(column) != column / group)
            {
                binder.AddFault($"{name} puts columns out of order (desc_act), which is not supported");
                return;
            }
        }
    }

    /// <summary>Whether all nibbles have a value.</summary>
    private static bool AreAll(TensorView words, int nibble)
    {
        uint wanted = (uint)nibble * 0x11111111;
        for (long i = 0; i < words.Shape.Elements; i++)
        {
            if (words.Word(i) != wanted)
            {
                return false;
            }
        }

        return true;
    }

    private static long Ceiling(long extent, long group) => (extent + group - 1) / group;
}
