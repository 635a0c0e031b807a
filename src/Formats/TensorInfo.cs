using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>What a weight file says about one tensor.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Storage of the elements.</param>
/// <param name="Shape">Extents, outermost first: a matrix is <c>[rows, columns]</c> in every format.</param>
/// <param name="ByteLength">Bytes of its data in the file.</param>
public sealed record TensorInfo(string Name, DType Type, Shape Shape, long ByteLength)
{
    /// <summary>Checks the shape against the type and works out the size.</summary>
    /// <exception cref="WeightFileException">The size overflows, or a row is no whole number of blocks.</exception>
    internal static TensorInfo Measure(string path, string name, DType type, ReadOnlySpan<long> extents)
    {
        long columns = extents.Length == 0 ? 1 : extents[^1];
        if (columns % type.BlockElements() != 0)
        {
            throw new WeightFileException(
                path,
                $"tensor {WeightFileException.Quote(name)} has rows of {columns} elements, "
                + $"which is no whole number of {type} blocks of {type.BlockElements()}");
        }

        try
        {
            var shape = new Shape(extents);
            return new(name, type, shape, type.ByteCount(shape.Elements));
        }
        catch (OverflowException e)
        {
            throw new WeightFileException(
                path,
                $"tensor {WeightFileException.Quote(name)} has extents [{string.Join(", ", extents.ToArray())}], whose size overflows",
                inner: e);
        }
    }
}
