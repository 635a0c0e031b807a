using System.Runtime.CompilerServices;

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
        : this(data, type, shape, null, file)
    {
    }

    /// <summary>Looks at codes whose scales lie apart.</summary>
    /// <param name="data">First byte; any alignment.</param>
    /// <param name="type">Storage of the codes: <see cref="DType.I8"/>, <see cref="DType.I4"/>, <see cref="DType.F8E4M3"/>, <see cref="DType.F8E5M2"/>.</param>
    /// <param name="shape"><c>[rows, columns]</c> of the matrix, however its codes lie.</param>
    /// <param name="scales">The scales, and the order of the codes; null: what the type stands for is the weight.</param>
    /// <param name="file">The mapped file that the rows lie in; null where they lie elsewhere, or not one after the other.</param>
    /// <exception cref="ArgumentException">The innermost extent is no whole number of blocks.</exception>
    public TensorView(byte* data, DType type, Shape shape, TensorScales? scales, MappedFile? file = null)
    {
        Scales = scales;
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

    /// <summary>Scales that lie apart; null for all types that carry their own, or need none.</summary>
    public TensorScales? Scales { get; }

    /// <summary>Extents, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>Looks at the same bytes as codes whose scales lie apart.</summary>
    /// <param name="type">Storage of the codes.</param>
    /// <param name="shape"><c>[rows, columns]</c> of the matrix.</param>
    /// <param name="scales">The scales, and the order of the codes.</param>
    /// <exception cref="ArgumentException">The codes would take more or fewer bytes than there are.</exception>
    public TensorView WithScales(DType type, Shape shape, TensorScales scales) => type.ByteCount(shape.Elements) == ByteLength
        ? new(Data, type, shape, scales, scales.Order == CodeOrder.Bytes ? File : null)
        : throw new ArgumentException($"{ByteLength} bytes are not {shape} codes of type {type}", nameof(shape));

    /// <summary>An element of a tensor of 32-bit words.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element, or elements are not of four bytes.</exception>
    public uint Word(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((index + 1) * sizeof(uint), Type.BlockBytes() == sizeof(uint) ? ByteLength : 0, nameof(index));
        return Unsafe.ReadUnaligned<uint>(Data + (index * sizeof(uint)));
    }

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
    /// <exception cref="NotSupportedException">Scales lie apart.</exception>
    public TensorView Part(long first, long count)
    {
        if (Scales is not null)
        {
            throw new NotSupportedException("a part of a matrix whose scales lie apart");
        }

        bool vector = Shape.Rank == 1;
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, (vector ? Columns : Rows) - count);
        return vector
            ? new(Data + Type.ByteCount(first), Type, new Shape(count), File)
            : new(Row(first), Type, new Shape(count, Columns), File);
    }

    /// <summary>First byte of an innermost row; rows are contiguous, but where <see cref="Scales"/> says that codes lie in words.</summary>
    public byte* Row(long row) => Data + (row * RowBytes);

    /// <summary>Brings rows of a mapped file into memory, see <see cref="MappedFile.Populate"/>; nothing for other memory.</summary>
    public void PopulateRows(long firstRow, long count) => File?.Populate(Row(firstRow) - File.Data, count * RowBytes);

    /// <summary>Lets go of the pages of a mapped file that rows lie in, see <see cref="MappedFile.Release"/>; nothing for other memory.</summary>
    public void ReleaseRows(long firstRow, long count) => File?.Release(Row(firstRow) - File.Data, count * RowBytes);
}
