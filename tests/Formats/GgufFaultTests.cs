using Xinference.Formats.Tests.Support;

namespace Xinference.Formats.Tests;

public sealed class GgufFaultTests : IDisposable
{
    private const uint TypeArray = 9;
    private const uint TypeBool = 7;
    private const uint TypeString = 8;
    private const uint TypeU32 = 4;

    private readonly TempFolder _folder = new();

    public static TheoryData<string, byte[], string[]> Faults => new()
    {
        { "empty", [], ["magic"] },
        { "other magic", [.. "GGML"u8, .. new byte[40]], ["does not begin with 'GGUF'"] },
        { "version 1", GgufBytes.Header(version: 1).ToArray(), ["version 1", "2 and 3"] },
        { "version 4", GgufBytes.Header(version: 4).ToArray(), ["version 4"] },
        { "big-endian", GgufBytes.Header(version: 3 << 24).ToArray(), ["big-endian"] },
        { "header cut", GgufBytes.Header().ToArray()[..20], ["ends at byte 20", "incomplete"] },
        { "tensor count above the bound", GgufBytes.Header(tensors: ulong.MaxValue).ToArray(), ["number of tensors", "18446744073709551615"] },
        { "tensor count above the bytes", GgufBytes.Header(tensors: 1000).Data(100).ToArray(), ["number of tensors", "bytes left"] },
        { "key count above the bytes", GgufBytes.Header(keys: 60_000).ToArray(), ["number of metadata keys", "bytes left"] },
        { "key longer than the file", GgufBytes.Header(keys: 1).U64(60_000).Data(64).ToArray(), ["metadata key", "60000"] },
        { "key longer than allowed", GgufBytes.Header(keys: 1).U64(1UL << 62).Data(64).ToArray(), ["metadata key"] },
        { "empty key", GgufBytes.Header(keys: 1).Key("", TypeU32).U32(1).Data(64).ToArray(), ["key is empty"] },
        { "key twice", GgufBytes.Header(keys: 2).Key("a.b", TypeU32).U32(1).Key("a.b", TypeU32).U32(1).ToArray(), ["'a.b' occurs twice"] },
        { "key no UTF-8", GgufBytes.Header(keys: 1).Text([0xFF, 0xFE]).U32(TypeU32).U32(1).ToArray(), ["UTF-8"] },
        { "value no UTF-8", GgufBytes.Header(keys: 1).Key("k", TypeString).Text([0xC0, 0x80]).ToArray(), ["'k'", "UTF-8"] },
        { "value type unknown", GgufBytes.Header(keys: 1).Key("k", 13).U64(0).ToArray(), ["'k'", "type number 13"] },
        { "boolean neither", GgufBytes.Header(keys: 1).Key("k", TypeBool).Raw([2]).ToArray(), ["'k'", "neither 0 nor 1"] },
        { "array count huge", GgufBytes.Header(keys: 1).Key("k", TypeArray).U32(TypeU32).U64(1UL << 61).ToArray(), ["length", "'k'"] },
        { "array count above the bytes", GgufBytes.Header(keys: 1).Key("k", TypeArray).U32(TypeString).U64(1 << 20).Data(64).ToArray(), ["length", "'k'", "left"] },
        { "array element type unknown", GgufBytes.Header(keys: 1).Key("k", TypeArray).U32(99).U64(0).ToArray(), ["'k'", "type number 99"] },
        { "arrays nested deep", Nested(9), ["'k'", "nests"] },
        { "string cut inside an array", GgufBytes.Header(keys: 1).Key("k", TypeArray).U32(TypeString).U64(1).U64(10).Raw("abc"u8).ToArray(), ["'k'", "3 bytes left"] },
        { "alignment 0", Aligned(0), ["general.alignment", "power of two"] },
        { "alignment 24", Aligned(24), ["general.alignment is 24"] },
        { "alignment huge", Aligned(1u << 31), ["general.alignment"] },
        { "alignment a string", GgufBytes.Header(keys: 1).Key("general.alignment", TypeString).Text("32").ToArray(), ["general.alignment", "integer was expected"] },
        { "no dimensions", One([]), ["'w'", "0 dimensions"] },
        { "five dimensions", One([1, 1, 1, 1, 1]), ["'w'", "5 dimensions"] },
        { "extent 0", One([4, 0]), ["'w'", "extent of 0"] },
        { "extent beyond long", One([ulong.MaxValue]), ["'w'", "extent"] },
        { "size overflows", One([1UL << 40, 1UL << 40]), ["'w'", "overflows"] },
        { "bytes overflow", One([1UL << 62]), ["'w'", "overflows"] },
        { "row no whole block", One([33], type: 8), ["'w'", "33", "Q8_0", "32"] },
        { "offset unaligned", One([1], offset: 8), ["'w'", "offset 8", "aligned to 32"] },
        { "offset beyond long", One([1], offset: 1UL << 63), ["'w'", "offset"] },
        { "offset outside", One([1], offset: 64), ["'w'", "offset 64", "incomplete"] },
        { "data cut", One([9]), ["'w'", "36 bytes", "32 bytes of data"] },
        { "type unknown", One([1], type: 200), ["'w'", "type number 200"] },
        { "tensor twice", GgufBytes.Header(tensors: 2).Tensor("w", [1]).Tensor("w", [1], offset: 32).Data(64).ToArray(), ["'w' occurs twice"] },
        { "tensors overlap", GgufBytes.Header(tensors: 2).Tensor("v", [16]).Tensor("w", [1], offset: 32).Data(64).ToArray(), ["'v' and 'w' overlap"] },
        { "empty tensor name", GgufBytes.Header(tensors: 1).Tensor("", [1]).Data(32).ToArray(), ["name is empty"] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_named(string fault, byte[] content, string[] words)
    {
        string path = _folder.Write($"{fault}.gguf", content);
        Support.Faults.Expect(path, () => GgufFile.Open(path), words);
    }

    [Theory]
    [InlineData(4, "Q4_2")]
    [InlineData(5, "Q4_3")]
    [InlineData(31, "Q4_0_4_4")]
    [InlineData(32, "Q4_0_4_8")]
    [InlineData(33, "Q4_0_8_8")]
    [InlineData(36, "IQ4_NL_4_4")]
    [InlineData(37, "IQ4_NL_4_8")]
    [InlineData(38, "IQ4_NL_8_8")]
    public void A_removed_type_is_named(uint type, string name)
    {
        string path = _folder.Write("removed.gguf", One([256], type));
        Support.Faults.Expect(path, () => GgufFile.Open(path), "'w'", name, "convert");
    }

    [Fact]
    public void Names_in_messages_stay_short_and_on_one_line()
    {
        string path = _folder.Write("name.gguf", GgufBytes.Header(tensors: 1).Tensor(new string('x', 9000) + "\n", [0]).Data(32).ToArray());
        string message = Assert.Throws<WeightFileException>(() => GgufFile.Open(path)).Message;
        Assert.InRange(message.Length, 1, path.Length + 200);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        string path = _folder.PathOf("none.gguf");
        new GgufWriter().Save(path);
        using IWeightFile file = GgufFile.Open(path);
        Support.Faults.Expect(path, () => file.Open("output.weight").Rows, "'output.weight'");
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Support.Faults.Expect(_folder.PathOf("absent.gguf"), () => GgufFile.Open(_folder.PathOf("absent.gguf")), "no such file");

    [Fact]
    public void A_folder_is_no_file() => Support.Faults.Expect(_folder.Root, () => GgufFile.Open(_folder.Root), "folder");

    public void Dispose() => _folder.Dispose();

    private static byte[] One(ulong[] extents, uint type = 0, ulong offset = 0) =>
        GgufBytes.Header(tensors: 1).Tensor("w", extents, type, offset).Data(32).ToArray();

    private static byte[] Aligned(uint alignment) =>
        GgufBytes.Header(keys: 1).Key("general.alignment", TypeU32).U32(alignment).ToArray();

    private static byte[] Nested(int depth)
    {
        GgufBytes bytes = GgufBytes.Header(keys: 1).Key("k", TypeArray);
        for (int i = 0; i < depth; i++)
        {
            bytes.U32(TypeArray).U64(1);
        }

        return bytes.U32(TypeU32).U64(0).ToArray();
    }
}
