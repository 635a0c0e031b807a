using Xinference.Formats.Tests.Support;

namespace Xinference.Formats.Tests;

public sealed class SafetensorsFaultTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string, byte[], string[]> Faults => new()
    {
        { "empty", [], ["0 bytes", "too short"] },
        { "shorter than the length", [1, 2, 3], ["3 bytes", "too short"] },
        { "header longer than the file", SafetensorsBytes.File("{}"u8.ToArray(), [], 3), ["header has 3 bytes", "2 are left"] },
        { "header longer than allowed", SafetensorsBytes.File("{}"u8.ToArray(), [], 1UL << 63), ["9223372036854775808", "at most"] },
        { "no JSON", File("hello"), ["header", "JSON"] },
        { "no tensors", File("{}"), ["header", "no tensors"] },
        { "only metadata", File("""{"__metadata__":{"format":"pt"}}"""), ["header", "no tensors"] },
        { "no object", File("[]"), ["header", "object"] },
        { "text behind the object", File("{}{}"), ["header", "JSON"] },
        { "object cut", File("{\"a\":{"), ["JSON"] },
        { "nested deep", File($"{{\"a\":{new string('[', 500)}{new string(']', 500)}}}"), ["'a'"] },
        { "metadata nested deep", File($"{{\"__metadata__\":{{\"a\":{new string('[', 500)}{new string(']', 500)}}}}}"), ["__metadata__"] },
        { "no UTF-8", SafetensorsBytes.File([(byte)'{', (byte)'"', 0xFF, (byte)'"'], []), ["UTF-8"] },
        { "half a surrogate pair", File("""{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1), ["header", "JSON"] },
        { "tensor twice", File("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2), ["'a' occurs twice"] },
        { "field twice", File("""{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1), ["'a'", "'dtype' twice"] },
        { "metadata twice", File("""{"__metadata__":{"x":"1","x":"2"}}"""), ["'x' twice"] },
        { "metadata no text", File("""{"__metadata__":{"x":1}}"""), ["__metadata__"] },
        { "field missing", File("""{"a":{"dtype":"U8","shape":[1]}}""", 1), ["'a'", "data_offsets"] },
        { "field unknown", File("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}}""", 1), ["'a'", "'x'"] },
        { "dtype unknown", File("""{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,1]}}""", 1), ["'a'", "'F4'"] },
        { "dtype a number", File("""{"a":{"dtype":5,"shape":[1],"data_offsets":[0,1]}}""", 1), ["'a'", "dtype"] },
        { "extent negative", File("""{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1), ["'a'", "shape"] },
        { "extent fractional", File("""{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", 1), ["'a'", "shape"] },
        { "extent beyond long", File("""{"a":{"dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,1]}}""", 1), ["'a'", "shape"] },
        { "rank 9", File("""{"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}""", 1), ["'a'", "shape"] },
        { "size overflows", File("""{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""", 8), ["'a'", "overflows"] },
        { "bytes overflow", File("""{"a":{"dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,8]}}""", 8), ["'a'", "overflows"] },
        { "offsets of another size", File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4), ["'a'", "8 bytes", "0 … 4"] },
        { "offsets backwards", File("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[4,0]}}""", 4), ["'a'", "4 … 0"] },
        { "offsets outside", File("""{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}""", 8), ["9 bytes", "8 bytes of data"] },
        { "hole in front", File("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2), ["'a'", "hole"] },
        { "hole between", File("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", 3), ["'b'", "hole"] },
        { "bytes left over", File("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 2), ["1 bytes", "2 bytes of data"] },
        { "overlap", File("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3), ["'b'", "overlap"] },
        { "same bytes twice", File("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 2), ["overlap"] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_named(string fault, byte[] content, string[] words)
    {
        string path = _folder.Write($"{fault}.safetensors", content);
        Support.Faults.Expect(path, () => SafetensorsFile.Open(path), words);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] File(string header, int dataBytes = 0) => SafetensorsBytes.File(header, new byte[dataBytes]);
}
