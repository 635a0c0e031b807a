namespace Xinference.Tensors;

/// <summary>How the codes of a matrix lie whose scales lie apart.</summary>
public enum CodeOrder
{
    /// <summary>A byte each, row after row.</summary>
    Bytes,

    /// <summary>32-bit words <c>[columns / 8, rows]</c> with eight columns of a row, the first lowest (GPTQ).</summary>
    WordsOfColumns,

    /// <summary>32-bit words <c>[columns, rows / 8]</c> with eight rows of a column: 0, 2, 4, 6, 1, 3, 5, 7 from the lowest (AWQ).</summary>
    WordsOfRows,
}

/// <summary>Scales and zero points of a matrix <c>[rows, columns]</c> that lie apart from its codes: a weight is <c>scale · (code − zero)</c>.</summary>
public sealed record TensorScales
{
    /// <summary>How the codes lie.</summary>
    public required CodeOrder Order { get; init; }

    /// <summary>F32, F16 or BF16, one for each group: <c>[row groups, column groups]</c>.</summary>
    public required TensorView Values { get; init; }

    /// <summary>Whether <see cref="Values"/> and <see cref="Zeros"/> are <c>[column groups, row groups]</c> instead.</summary>
    public bool Transposed { get; init; }

    /// <summary>Rows that share a scale, ≥ 1.</summary>
    public required long GroupRows { get; init; }

    /// <summary>Columns that share a scale, ≥ 1.</summary>
    public required long GroupColumns { get; init; }

    /// <summary>4-bit zero points, 32-bit words with eight rows of a group of columns, ordered as the codes are; null where all are the same.</summary>
    public TensorView? Zeros { get; init; }

    /// <summary>The zero point of all codes, or what is added to each of <see cref="Zeros"/>.</summary>
    public int Zero { get; init; }
}
