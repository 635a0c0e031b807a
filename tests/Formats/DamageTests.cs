using CsCheck;
using Xinference.Formats.Tests.Support;
using Xinference.Tensors;

namespace Xinference.Formats.Tests;

/// <summary>Whatever happens to a valid file, it opens or ends in a <see cref="WeightFileException"/>.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Formats => ["gguf", "safetensors"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_truncation_opens_or_faults(string format)
    {
        byte[] valid = Valid(format);
        Assert.All(Enumerable.Range(0, valid.Length), length => Assert.True(Faults.OpensOrFaults(_folder.Write($"cut.{format}", valid.AsSpan(0, length)))));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_changed_byte_opens_or_faults(string format)
    {
        byte[] valid = Valid(format);
        foreach (byte mask in new byte[] { 0x01, 0x80, 0xFF })
        {
            for (int at = 0; at < valid.Length; at++)
            {
                byte[] changed = [.. valid];
                changed[at] ^= mask;
                Assert.True(Faults.OpensOrFaults(_folder.Write($"changed.{format}", changed)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Any_bytes_behind_the_magic_open_or_fault(string format) => Gen.Byte.Array[0, 200].Sample(
        bytes => Faults.OpensOrFaults(_folder.Write($"noise.{format}", [.. Valid(format).AsSpan(0, 8), .. bytes])),
        iter: 500,
        threads: 1);

    [Fact]
    public void Every_truncation_of_a_gguf_with_tensors_is_noticed()
    {
        byte[] valid = Valid("gguf");
        string path = _folder.PathOf("cut.gguf");

        // the last tensor's 16 bytes end 16 bytes before the padded end
        Assert.All(Enumerable.Range(0, valid.Length - 16), length =>
        {
            _folder.Write("cut.gguf", valid.AsSpan(0, length));
            Assert.Throws<WeightFileException>(() => GgufFile.Open(path));
        });
    }

    [Fact]
    public void Every_truncation_of_safetensors_is_noticed()
    {
        byte[] valid = Valid("safetensors");
        string path = _folder.PathOf("cut.safetensors");
        Assert.All(Enumerable.Range(0, valid.Length), length =>
        {
            _folder.Write("cut.safetensors", valid.AsSpan(0, length));
            Assert.Throws<WeightFileException>(() => SafetensorsFile.Open(path));
        });
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Valid(string format)
    {
        using var stream = new MemoryStream();
        var shape = new Shape(2, 2);
        if (format == "gguf")
        {
            new GgufWriter()
                .Add("general.architecture", "llama").Add("tokens", new[] { "a", "b" }).Add("scores", new[] { 1f, 2f }).Add("flag", true)
                .AddTensor("q", DType.Q8_0, new Shape(32), new byte[34]).AddTensor("w", DType.F32, shape, new byte[16])
                .Write(stream);
        }
        else
        {
            new SafetensorsWriter().Add("format", "pt").AddTensor("h", DType.F16, shape, new byte[8]).AddTensor("w", DType.F32, shape, new byte[16]).Write(stream);
        }

        return stream.ToArray();
    }
}
