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
    /// <exception cref="ArgumentException">The innermost extent is no whole number of blocks.</exception>
    public TensorView(byte* data, DType type, Shape shape)
        : this(data, type, shape, null)
    {
    }

    /// <summary>Looks at codes whose scales lie apart.</summary>
    /// <param name="data">First byte; any alignment.</param>
    /// <param name="type">Storage of the codes: <see cref="DType.I8"/>, <see cref="DType.I4"/>, <see cref="DType.F8E4M3"/>, <see cref="DType.F8E5M2"/>.</param>
    /// <param name="shape"><c>[rows, columns]</c> of the matrix, however its codes lie.</param>
    /// <param name="scales">The scales, and the order of the codes; null: what the type stands for is the weight.</param>
    /// <exception cref="ArgumentException">The innermost extent is no whole number of blocks.</exception>
    public TensorView(byte* data, DType type, Shape shape, TensorScales? scales)
    {
        Scales = scales;
        RowBytes = type.ByteCount(shape.Innermost);
        Data = data;
        Type = type;
        Shape = shape;
    }

    /// <summary>First byte.</summary>
    public byte* Data { get; }

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
        ? new(Data, type, shape, scales)
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

    /// <summary>First byte of an innermost row; rows are contiguous, but where <see cref="Scales"/> says that codes lie in words.</summary>
    public byte* Row(long row) => Data + (row * RowBytes);
}
