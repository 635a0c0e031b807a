using System.Text.Json;
using CsCheck;
using Xinference.Formats.Tests.Support;
using Xinference.Tensors;

namespace Xinference.Formats.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private static readonly DType[] Types =
    [
        DType.F64, DType.F32, DType.F16, DType.BF16, DType.F8E4M3, DType.F8E5M2, DType.I64, DType.I32, DType.I16, DType.I8, DType.U64, DType.U32,
        DType.U16, DType.U8, DType.Bool,
    ];

    private static readonly Gen<(DType Type, Shape Shape, byte[] Data)> Tensor =
        from type in Gen.OneOf(Types)
        from extents in Gen.Long[0, 4].Array[0, 4]
        let shape = new Shape(extents)
        from data in Gen.Byte.Array[(int)type.ByteCount(shape.Elements)]
        select (type, shape, data);

    private readonly TempFolder _folder = new();

    [Fact]
    public void What_is_written_is_read() => Tensor.Array[1, 8].Sample(
        tensors =>
        {
            string path = _folder.PathOf("round.safetensors");
            var writer = new SafetensorsWriter().Add("format", "pt");
            for (int i = 0; i < tensors.Length; i++)
            {
                writer.AddTensor($"t{i}.\"é", tensors[i].Type, tensors[i].Shape, tensors[i].Data);
            }

            writer.Save(path);
            using IWeightFile file = SafetensorsFile.Open(path);
            Assert.Equal(tensors.Length, file.Tensors.Count);
            Assert.All(tensors, (tensor, i) => Assert.Equal(tensor.Shape, file.Tensors[$"t{i}.\"é"].Shape));
            Assert.All(tensors, (tensor, i) => Assert.Equal(tensor.Data, GgufRoundTripTests.Bytes(file.Open($"t{i}.\"é"))));
        },
        iter: 200,
        threads: 1);

    [Fact]
    public void Block_types_are_refused_by_the_writer() => Assert.All(
        Enum.GetValues<DType>().Except(Types),
        type => Assert.Throws<ArgumentException>(() => new SafetensorsWriter().AddTensor("w", type, new Shape(256), new byte[1024])));

    [Fact]
    public void A_writer_notices_missing_data() =>
        Assert.Throws<InvalidOperationException>(() => new SafetensorsWriter().AddTensor("w", DType.F32, new Shape(2), new byte[7]).Write(new MemoryStream()));

    [Fact]
    public void Tensors_enumerate_in_the_order_of_their_data()
    {
        string path = _folder.Write("order.safetensors", SafetensorsBytes.File(
            """{"late":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"first":{"data_offsets":[0,1],"shape":[1],"dtype":"U8"}}""", [1, 2]));
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal(["first", "late"], file.Tensors.Keys);
    }

    [Fact]
    public void A_sharded_model_opens_by_index_and_by_folder()
    {
        Shard("model-00001-of-00002.safetensors", "a", "unlisted");
        Shard("model-00002-of-00002.safetensors", "b");
        string index = Index(("a", "model-00001-of-00002.safetensors"), ("b", "model-00002-of-00002.safetensors"));
        foreach (string path in new[] { index, _folder.Root })
        {
            using IWeightFile file = WeightFile.Open(path);
            Assert.Equal(["a", "b"], file.Tensors.Keys);
            Assert.Equal(["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"], file.Paths.Select(Path.GetFileName));
            Assert.Equal([42], GgufRoundTripTests.Bytes(file.Open("b")));
        }
    }

    [Theory]
    [InlineData("../model.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/model.safetensors")]
    [InlineData(@"..\model.safetensors")]
    [InlineData(@"C:model.safetensors")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_shard_outside_the_folder_is_refused(string file)
    {
        string index = Index(("a", file));
        Faults.Expect(index, () => SafetensorsFile.Open(index), "'a'", "not the name of a file beside it");
    }

    [Fact]
    public void A_missing_shard_is_named()
    {
        string index = Index(("a", "gone.safetensors"));
        Faults.Expect(_folder.PathOf("gone.safetensors"), () => SafetensorsFile.Open(index), "no such file");
    }

    [Fact]
    public void A_tensor_that_its_shard_lacks_is_named()
    {
        Shard("one.safetensors", "a");
        Shard("two.safetensors", "b");
        string index = Index(("a", "one.safetensors"), ("b", "one.safetensors"));
        Faults.Expect(index, () => SafetensorsFile.Open(index), "'b'", "one.safetensors");
    }

    [Theory]
    [InlineData("[]", "weight_map")]
    [InlineData("{}", "weight_map")]
    [InlineData("""{"weight_map":7}""", "weight_map")]
    [InlineData("""{"weight_map":{}}""", "no tensors")]
    [InlineData("""{"weight_map":{"a":7}}""", "'a'")]
    [InlineData("""{"weight_map":{"a":"x","a":"y"}}""", "JSON")]
    [InlineData("""{"weight_map":{"\ud800":"x"}}""", "JSON")]
    [InlineData("""{"weight_map":{"a":"\ud800"}}""", "JSON")]
    [InlineData("""{"weight_map":""", "JSON")]
    public void A_bad_index_is_named(string json, string word)
    {
        string index = _folder.Write("model.safetensors.index.json", System.Text.Encoding.UTF8.GetBytes(json));
        Faults.Expect(index, () => SafetensorsFile.Open(index), word);
    }

    [Fact]
    public void Several_files_need_an_index()
    {
        Shard("one.safetensors", "a");
        Shard("two.safetensors", "b");
        Faults.Expect(_folder.Root, () => SafetensorsFile.Open(_folder.Root), "2 .safetensors files", "index");
    }

    public void Dispose() => _folder.Dispose();

    private void Shard(string name, params string[] tensors)
    {
        var writer = new SafetensorsWriter();
        Array.ForEach(tensors, tensor => writer.AddTensor(tensor, DType.U8, new Shape(1), [42]));
        writer.Save(_folder.PathOf(name));
    }

    private string Index(params (string Tensor, string File)[] entries) => _folder.Write(
        "model.safetensors.index.json",
        JsonSerializer.SerializeToUtf8Bytes(new { weight_map = entries.ToDictionary(entry => entry.Tensor, entry => entry.File) }));
}
