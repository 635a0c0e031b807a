using CsCheck;
using Xinference.Formats.Tests.Support;

namespace Xinference.Formats.Tests;

public sealed class GgufMetadataTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly GgufFile _file;

    public GgufMetadataTests()
    {
        string path = _folder.PathOf("meta.gguf");
        new GgufWriter()
            .Add("u8", (byte)200).Add("i8", (sbyte)-3).Add("u16", (ushort)60_000).Add("i16", (short)-4).Add("u32", 4_000_000_000u).Add("i32", -5)
            .Add("u64", 6UL).Add("u64.max", ulong.MaxValue).Add("i64", -7L).Add("f32", 0.5f).Add("f64", 1e300).Add("yes", true).Add("text", "héllo")
            .Add("texts", new[] { "a", "", "中" }).Add("floats", new[] { 1f, -2f }).Add("ints", new[] { 1, -2 }).Add("big", new[] { 1L, long.MaxValue })
            .Add("flags", new[] { true, false }).Add("none", Array.Empty<int>())
            .Save(path);
        _file = GgufFile.Open(path);
    }

    private GgufMetadata Metadata => _file.Metadata;

    [Theory]
    [InlineData("u8", 200)]
    [InlineData("i8", -3)]
    [InlineData("u16", 60_000)]
    [InlineData("i16", -4)]
    [InlineData("u32", 4_000_000_000)]
    [InlineData("i32", -5)]
    [InlineData("u64", 6)]
    [InlineData("i64", -7)]
    public void Integers_of_any_width_are_integers_and_numbers(string key, long value)
    {
        Assert.Equal(value, Metadata.GetInteger(key));
        Assert.Equal(value, Metadata.RequireInteger(key));
        Assert.Equal(value, Metadata.GetNumber(key));
    }

    [Fact]
    public void Every_integer_survives() => Gen.Long.Sample(
        value =>
        {
            string path = _folder.PathOf("integer.gguf");
            new GgufWriter().Add("n", value).Save(path);
            using GgufFile file = GgufFile.Open(path);
            return file.Metadata.GetInteger("n") == value;
        },
        iter: 100,
        threads: 1);

    [Fact]
    public void Values_have_their_types()
    {
        Assert.Equal(0.5, Metadata.GetNumber("f32"));
        Assert.Equal(1e300, Metadata.RequireNumber("f64"));
        Assert.True(Metadata.GetBoolean("yes"));
        Assert.Equal("héllo", Metadata.RequireString("text"));
        Assert.Equal(["a", "", "中"], Metadata.GetStrings("texts")!);
        Assert.Equal([1f, -2f], Metadata.GetFloats("floats")!);
        Assert.Equal([1, -2], Metadata.GetIntegers("ints")!);
    }

    [Fact]
    public void A_scalar_is_a_list_of_one()
    {
        Assert.Equal([-5], Metadata.GetIntegers("i32")!);
        Assert.Equal([0.5f], Metadata.GetFloats("f32")!);
        Assert.Equal(["héllo"], Metadata.GetStrings("text")!);
        Assert.Equal([1f, -2f], Metadata.GetFloats("ints")!);
    }

    [Fact]
    public void Lengths_are_known_without_decoding()
    {
        Assert.Equal(3, Metadata.CountOf("texts"));
        Assert.Equal(0, Metadata.CountOf("none"));
        Assert.Equal(1, Metadata.CountOf("text"));
        Assert.Equal(0, Metadata.CountOf("absent"));
        Assert.True(Metadata.IsArray("none"));
        Assert.False(Metadata.IsArray("text"));
    }

    [Fact]
    public void An_absent_key_is_null_or_named()
    {
        Assert.Null(Metadata.GetString("absent"));
        Assert.Null(Metadata.GetIntegers("absent"));
        Assert.Null(Metadata["absent"]);
        Assert.False(Metadata.Contains("absent"));
        Faults.Expect(_file.Paths[0], () => Metadata.RequireString("absent"), "'absent'", "missing");
        Faults.Expect(_file.Paths[0], () => Metadata.RequireNumber("absent"), "'absent'", "missing");
    }

    [Fact]
    public void Another_type_is_named()
    {
        string path = _file.Paths[0];
        Faults.Expect(path, () => Metadata.GetString("i32")!, "'i32'", "Int32", "a string");
        Faults.Expect(path, () => Metadata.GetInteger("f32")!, "'f32'", "Float32", "an integer");
        Faults.Expect(path, () => Metadata.GetNumber("text")!, "'text'", "String", "a number");
        Faults.Expect(path, () => Metadata.GetBoolean("u8")!, "'u8'", "a boolean");
        Faults.Expect(path, () => Metadata.GetInteger("ints")!, "'ints'", "Int32[2]", "an integer");
        Faults.Expect(path, () => Metadata.GetStrings("ints")!, "'ints'", "array of strings");
        Faults.Expect(path, () => Metadata.GetInteger("u64.max")!, "'u64.max'", "outside");
        Faults.Expect(path, () => Metadata.GetIntegers("big")!, "'big'", "outside");
    }

    [Fact]
    public void Reading_after_disposal_throws()
    {
        _file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Metadata.GetString("text"));
    }

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }
}
