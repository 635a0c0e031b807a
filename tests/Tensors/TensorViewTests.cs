using CsCheck;

namespace Xinference.Tensors.Tests;

public sealed class TensorViewTests
{
    private static readonly Gen<(DType Type, long Rows, long Blocks)> Matrix =
        Gen.Select(Gen.OneOf(Enum.GetValues<DType>()), Gen.Long[0, 100], Gen.Long[1, 100]);

    [Fact]
    public void Rows_follow_one_another() => Matrix.Sample(RowsTile);

    [Fact]
    public unsafe void A_broken_row_is_refused() => Assert.Throws<ArgumentException>(() => new TensorView(null, DType.Q8_0, new Shape(32, 33)).Rows);

    [Fact]
    public unsafe void Outer_extents_fold_into_rows()
    {
        var view = new TensorView(null, DType.F32, new Shape(2, 3, 5));
        Assert.Equal(6, view.Rows);
        Assert.Equal(5, view.Columns);
        Assert.Equal(120, view.ByteLength);
    }

    private static unsafe bool RowsTile(DType type, long rows, long blocks)
    {
        var view = new TensorView((byte*)4096, type, new Shape(rows, blocks * type.BlockElements()));
        return view.Rows == rows && view.RowBytes == blocks * type.BlockBytes() && view.Row(rows) - view.Data == view.ByteLength;
    }
}
