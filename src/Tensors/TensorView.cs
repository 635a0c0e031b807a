namespace Xinference.Tensors;

/// <summary>
/// A look at tensor data that somebody else owns (a mapped file, a <see cref="NativeBuffer"/>). It keeps nothing alive: the owner must
/// outlive every use.
/// </summary>
public readonly unsafe struct TensorView
{
    /// <summary>Looks at <paramref name="data"/>.</summary>
    /// <param name="data">First byte; any alignment.</param>
    /// <param name="type">Storage of the elements.</param>
    /// <param name="shape">Extents, outermost first; the innermost must be a whole number of blocks.</param>
    /// <param name="file">The mapped file that the data lies in; null where it lies elsewhere.</param>
    /// <exception cref="ArgumentException">The innermost extent is no whole number of blocks.</exception>
    public TensorView(byte* data, DType type, Shape shape, MappedFile? file = null)
    {
        File = file;
        RowBytes = type.ByteCount(shape.Innermost);
        Data = data;
        Type = type;
        Shape = shape;
    }

    /// <summary>First byte.</summary>
    public byte* Data { get; }

    /// <summary>The mapped file that the data lies in; null where it lies elsewhere.</summary>
    public MappedFile? File { get; }

    /// <summary>Storage of the elements.</summary>
    public DType Type { get; }

    /// <summary>Extents, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>Bytes of one innermost row.</summary>
    public long RowBytes { get; }

    /// <summary>Number of innermost rows.</summary>
    public long Rows => Shape.Innermost == 0 ? 0 : Shape.Elements / Shape.Innermost;

    /// <summary>Elements in one innermost row.</summary>
    public long Columns => Shape.Innermost;

    /// <summary>All bytes of the tensor.</summary>
    public long ByteLength => Type.ByteCount(Shape.Elements);

    /// <summary>Whether both look at the same first byte.</summary>
    public bool StartsWhere(TensorView other) => Data == other.Data;

    /// <summary>Some innermost rows as a matrix of their own; of a vector, some elements.</summary>
    /// <param name="first">First row or element; of a vector, where a block begins.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not all there.</exception>
    public TensorView Part(long first, long count)
    {
        bool vector = Shape.Rank == 1;
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, (vector ? Columns : Rows) - count);
        return vector
            ? new(Data + Type.ByteCount(first), Type, new Shape(count), File)
            : new(Row(first), Type, new Shape(count, Columns), File);
    }

    /// <summary>First byte of an innermost row; rows are contiguous.</summary>
    public byte* Row(long row) => Data + (row * RowBytes);

    /// <summary>Brings rows of a mapped file into memory, see <see cref="MappedFile.Populate"/>; nothing for other memory.</summary>
    public void PopulateRows(long firstRow, long count) => File?.Populate(Row(firstRow) - File.Data, count * RowBytes);

    /// <summary>Lets go of the pages of a mapped file that rows lie in, see <see cref="MappedFile.Release"/>; nothing for other memory.</summary>
    public void ReleaseRows(long firstRow, long count) => File?.Release(Row(firstRow) - File.Data, count * RowBytes);
}
