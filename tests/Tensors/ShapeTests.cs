using CsCheck;

namespace Xinference.Tensors.Tests;

public sealed class ShapeTests
{
    private static readonly Gen<long[]> Extents = Gen.Long[0, 1000].Array[0, 5];

    [Fact]
    public void Elements_are_the_product() => Extents.Sample(extents => new Shape(extents).Elements == extents.Aggregate(1L, (a, b) => a * b));

    [Fact]
    public void Equal_extents_are_equal_shapes() => Gen.Select(Extents, Extents).Sample((a, b) =>
        (new Shape(a) == new Shape(b)) == a.SequenceEqual(b)
        && new Shape(a) == new Shape([.. a])
        && new Shape(a).GetHashCode() == new Shape([.. a]).GetHashCode());

    [Fact]
    public void No_extents_are_a_scalar()
    {
        Assert.Equal(1, new Shape().Elements);
        Assert.Equal(0, new Shape().Rank);
        Assert.Equal(1, new Shape().Innermost);
        Assert.Equal(new Shape(), default);
    }

    [Fact]
    public void Extents_are_outermost_first()
    {
        var shape = new Shape(2, 3, 5);
        Assert.Equal(2, shape[0]);
        Assert.Equal(5, shape.Innermost);
        Assert.Equal("[2, 3, 5]", shape.ToString());
    }

    [Fact]
    public void A_shape_keeps_its_own_extents()
    {
        long[] extents = [2, 3];
        var shape = new Shape(extents);
        extents[0] = 9;
        Assert.Equal(2, shape[0]);
    }

    [Fact]
    public void Negative_extents_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(0, -1));

    [Fact]
    public void Products_beyond_long_are_refused() => Assert.Throws<OverflowException>(() => new Shape(1L << 32, 1L << 31));

    [Theory]
    [InlineData(0, long.MaxValue, long.MaxValue)]
    [InlineData(long.MaxValue, long.MaxValue, 0)]
    public void An_extent_of_0_empties_any_shape(long a, long b, long c) => Assert.Equal(0, new Shape(a, b, c).Elements);
}
