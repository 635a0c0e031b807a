using System.Text;
using CsCheck;
using Xinference.Formats.Tests.Support;

namespace Xinference.Formats.Tests;

public sealed class HfConfigTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Fields_have_their_types()
    {
        HfConfig config = Parse(
            """{"model_type":"llama","hidden_size":64,"rope_theta":10000.0,"rms_norm_eps":1e-05,"tie":true,"eos":[1,2],"bos":7,"none":null,"kinds":["a","b"],"factors":[1,2.5],"own":{"x":[1]}}""");
        Assert.Equal("llama", config.String("model_type"));
        Assert.Equal(64, config.RequireInteger("hidden_size"));
        Assert.Equal(10_000, config.Integer("rope_theta"));
        Assert.Equal(1e-5, config.RequireNumber("rms_norm_eps"));
        Assert.True(config.Boolean("tie"));
        Assert.Equal([1, 2], config.Integers("eos")!);
        Assert.Equal([7], config.Integers("bos")!);
        Assert.Equal(["a", "b"], config.Strings("kinds")!);
        Assert.Equal([1, 2.5], config.Numbers("factors")!);
        Assert.Equal([1], config.Section("own")!.Integers("x")!);
        Assert.Equal(11, config.Fields.Count());
        Assert.Null(config.Generation);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("absent")]
    public void Absent_and_null_are_the_same(string field)
    {
        HfConfig config = Parse("""{"none":null}""");
        Assert.False(config.Contains(field));
        Assert.Null(config.String(field));
        Assert.Null(config.Integer(field));
        Assert.Null(config.Number(field));
        Assert.Null(config.Boolean(field));
        Assert.Null(config.Integers(field));
        Assert.Null(config.Section(field));
        Assert.Null(config.Raw(field));
        Faults.Expect("config.json", () => config.RequireInteger(field), $"'{field}'", "missing");
    }

    [Fact]
    public void Another_type_names_file_and_field()
    {
        HfConfig config = Parse("""{"text":"x","real":0.5,"big":9223372036854775808,"wide":1e999,"list":[1,"x"],"own":{"x":"y"},"half":"\ud800"}""");
        Faults.Expect("config.json", () => config.Integer("text")!, "'text'", "whole number");
        Faults.Expect("config.json", () => config.Integer("real")!, "'real'", "0.5");
        Faults.Expect("config.json", () => config.Integer("big")!, "'big'");
        Faults.Expect("config.json", () => config.Number("wide")!, "'wide'");
        Faults.Expect("config.json", () => config.Integers("list")!, "'list'");
        Faults.Expect("config.json", () => config.Boolean("text")!, "'text'", "boolean");
        Faults.Expect("config.json", () => config.Section("text")!, "'text'", "object");
        Faults.Expect("config.json", () => config.Section("own")!.Integer("x")!, "'own.x'");
        Faults.Expect("config.json", () => config.String("half")!, "'half'", "surrogate");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("{}x")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a":NaN}""")]
    public void What_is_no_object_is_named(string json) => Faults.Expect("config.json", () => Parse(json));

    [Fact]
    public void Deep_nesting_is_refused() =>
        Faults.Expect("config.json", () => Parse($"{string.Concat(Enumerable.Repeat("{\"a\":", 5000))}1{new string('}', 5000)}"), "depth");

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Faults.Expect("config.json", () => HfConfig.Parse([.. "{\"a\":\""u8, 0xFF, .. "\"}"u8], "config.json"), "UTF-8");

    [Fact]
    public void Any_text_parses_or_faults() => Gen.String[Gen.OneOf([.. "{}[]\":,01.e-\\udt "]), 0, 40].Sample(
        text =>
        {
            try
            {
                Parse(text);
            }
            catch (WeightFileException)
            {
                // as good as parsing it
            }
        },
        iter: 5000);

    [Fact]
    public void A_folder_has_two_files()
    {
        _folder.Write("config.json", """{"eos_token_id":1}"""u8);
        _folder.Write("generation_config.json", """{"eos_token_id":[1,2]}"""u8);
        HfConfig config = HfConfig.Open(_folder.Root);
        Assert.Equal([1], config.Integers("eos_token_id")!);
        Assert.Equal([1, 2], config.Generation!.Integers("eos_token_id")!);
    }

    [Fact]
    public void A_folder_without_config_is_named() =>
        Faults.Expect(_folder.PathOf("config.json"), () => HfConfig.Open(_folder.Root).Fields, "no such file");

    [Fact]
    public void A_file_too_big_is_refused()
    {
        string path = _folder.PathOf("config.json");
        using (FileStream stream = File.Create(path))
        {
            stream.SetLength(1L << 30);
        }

        Faults.Expect(path, () => HfConfig.Open(_folder.Root).Fields, "1073741824 bytes");
    }

    public void Dispose() => _folder.Dispose();

    private static HfConfig Parse(string json) => HfConfig.Parse(Encoding.UTF8.GetBytes(json), "config.json");
}
