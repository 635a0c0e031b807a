using System.Collections.Immutable;

namespace Xinference.Tensors;

/// <summary>The extents of a tensor, outermost first (row-major): a weight matrix is <c>[rows, columns]</c>.</summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly ImmutableArray<long> _extents;
    private readonly long _elements;

    /// <summary>Makes a shape; no extents at all is a scalar.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative.</exception>
    /// <exception cref="OverflowException">The number of elements does not fit a <see cref="long"/>.</exception>
    public Shape(params ReadOnlySpan<long> extents)
    {
        foreach (long extent in extents)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(extents));
        }

        _extents = [.. extents];
        _elements = extents.Contains(0) ? 0 : Product(extents); // an empty tensor is empty wherever its 0 stands
    }

    /// <summary>Number of extents.</summary>
    public int Rank => Extents.Length;

    /// <summary>Product of the extents; 1 for a scalar.</summary>
    public long Elements => _extents.IsDefault ? 1 : _elements;

    /// <summary>The extents, outermost first.</summary>
    public ImmutableArray<long> Extents => _extents.IsDefault ? [] : _extents;

    /// <summary>One extent, counted from the outermost.</summary>
    public long this[int axis] => Extents[axis];

    /// <summary>The innermost extent (columns of a matrix); 1 for a scalar.</summary>
    public long Innermost => Rank == 0 ? 1 : Extents[^1];

    private static long Product(ReadOnlySpan<long> extents)
    {
        long product = 1;
        foreach (long extent in extents)
        {
            product = checked(product * extent);
        }

        return product;
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => Extents.AsSpan().SequenceEqual(other.Extents.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (long extent in Extents)
        {
            hash.Add(extent);
        }

        return hash.ToHashCode();
    }

    /// <summary>Same extents.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Other extents.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>As people write it: <c>[4096, 11008]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Extents)}]";
}
