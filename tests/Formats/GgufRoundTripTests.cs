using CsCheck;
using Xinference.Formats.Tests.Support;
using Xinference.Tensors;

namespace Xinference.Formats.Tests;

public sealed class GgufRoundTripTests : IDisposable
{
    private static readonly DType[] Plain = [DType.F8E4M3, DType.F8E5M2, DType.Bool, DType.U8, DType.U16, DType.U32, DType.U64, DType.I4];

    private static readonly Gen<string> Text = Gen.String[Gen.OneOf(Gen.Char.AlphaNumeric, Gen.OneOf('é', '中', '\0', '\n')), 0, 12];

    private static readonly Gen<object> Value = Gen.OneOf(
        Gen.Byte.Boxed(),
        Gen.SByte.Boxed(),
        Gen.UShort.Boxed(),
        Gen.Short.Boxed(),
        Gen.UInt.Boxed(),
        Gen.Int.Boxed(),
        Gen.ULong.Boxed(),
        Gen.Long.Boxed(),
        Gen.Float.Boxed(),
        Gen.Double.Boxed(),
        Gen.Bool.Boxed(),
        Text.Boxed(),
        Text.Array[0, 5].Boxed(),
        Gen.Float.Array[0, 5].Boxed(),
        Gen.Int.Array[0, 5].Boxed(),
        Gen.Bool.Array[0, 5].Boxed(),
        Gen.UInt.Array[0, 3].Array[0, 3].Boxed());

    private static readonly Gen<(DType Type, Shape Shape, byte[] Data)> Tensor =
        from type in Gen.OneOf([.. Enum.GetValues<DType>().Except(Plain)])
        from outer in Gen.Long[1, 3].Array[0, 3]
        from blocks in Gen.Long[1, 3]
        let shape = new Shape([.. outer, blocks * type.BlockElements()])
        from data in Gen.Byte.Array[(int)type.ByteCount(shape.Elements)]
        select (type, shape, data);

    private readonly TempFolder _folder = new();

    public static TheoryData<DType> GgufTypes => [.. Enum.GetValues<DType>().Except(Plain)];

    [Fact]
    public void What_is_written_is_read() =>
        Gen.Select(Value.Array[0, 8], Tensor.Array[0, 5], Gen.OneOf(2, 3), Gen.OneOf(8, 32, 64, 4096))
            .Sample(Check, iter: 200, threads: 1);

    [Theory]
    [MemberData(nameof(GgufTypes))]
    public void Every_type_keeps_its_place_and_size(DType type)
    {
        string path = _folder.PathOf($"{type}.gguf");
        var shape = new Shape(3, 2 * type.BlockElements());
        byte[] data = [.. Enumerable.Range(0, (int)type.ByteCount(shape.Elements)).Select(i => (byte)i)];
        new GgufWriter().AddTensor("w", type, shape, data).Save(path);
        using IWeightFile file = GgufFile.Open(path);
        Assert.Equal(new TensorInfo("w", type, shape, data.Length), Assert.Single(file.Tensors).Value);
        Assert.Equal(data, Bytes(file.Open("w")));
    }

    [Fact]
    public void Every_type_of_the_format_is_covered() =>
        Assert.All(Plain, type => Assert.Throws<ArgumentException>(() => new GgufWriter().AddTensor("w", type, new Shape(1), [0])));

    [Fact]
    public void Shapes_are_outermost_first()
    {
        // the file says [columns = 4, rows = 2]
        string path = _folder.Write("shape.gguf", GgufBytes.Header(tensors: 1).Tensor("w", [4, 2]).Data(32).ToArray());
        using IWeightFile file = GgufFile.Open(path);
        Assert.Equal(new Shape(2, 4), file.Tensors["w"].Shape);
        Assert.Equal(16, file.Open("w").RowBytes);
    }

    [Fact]
    public void Tensors_enumerate_in_the_order_of_their_data()
    {
        byte[] content = GgufBytes.Header(tensors: 3).Tensor("late", [1], offset: 64).Tensor("first", [1]).Tensor("mid", [1], offset: 32).Data(96).ToArray();
        using GgufFile file = GgufFile.Open(_folder.Write("order.gguf", content));
        Assert.Equal(["first", "mid", "late"], file.Tensors.Keys);
    }

    [Fact]
    public void A_file_without_tensors_may_end_unpadded()
    {
        using GgufFile file = GgufFile.Open(_folder.Write("vocab.gguf", GgufBytes.Header(keys: 1).Key("k", 4).U32(7).ToArray()));
        Assert.Empty(file.Tensors);
        Assert.Equal(7, file.Metadata.GetInteger("k"));
    }

    public void Dispose() => _folder.Dispose();

    internal static unsafe byte[] Bytes(TensorView view) => new ReadOnlySpan<byte>(view.Data, (int)view.ByteLength).ToArray();

    private void Check(object[] values, (DType Type, Shape Shape, byte[] Data)[] tensors, int version, int alignment)
    {
        string path = _folder.PathOf("round.gguf");
        var writer = new GgufWriter(version, alignment);
        for (int i = 0; i < values.Length; i++)
        {
            writer.Add($"key.{i}", values[i]);
        }

        for (int i = 0; i < tensors.Length; i++)
        {
            writer.AddTensor($"t{i}", tensors[i].Type, tensors[i].Shape, tensors[i].Data);
        }

        writer.Save(path);
        using GgufFile file = GgufFile.Open(path);
        Assert.Equal(version, file.Version);
        Assert.Equal(values.Length, file.Metadata.Keys.Count(key => key.StartsWith("key.", StringComparison.Ordinal)));
        Assert.All(values, (value, i) => Assert.Equal(value, file.Metadata[$"key.{i}"]));
        Assert.Equal(tensors.Select((_, i) => $"t{i}"), file.Tensors.Keys);
        Assert.All(tensors, (tensor, i) => Assert.Equal(tensor.Data, Bytes(((IWeightFile)file).Open($"t{i}"))));
    }
}
