using Xinference.Tensors;
using Xinference.Testing;

namespace Xinference.Formats.Tests;

public sealed class RealFileTests
{
    public static TheoryData<string> KeptGoldens => [.. Directory.GetFiles(RepoFiles.Path("tests", "data", "goldens"), "*.gguf").Order().Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(KeptGoldens))]
    public void Kept_goldens_open(string name) => Opens(RepoFiles.Path("tests", "data", "goldens", name));

    [Fact]
    public void All_shared_goldens_open() => Assert.All(Directory.GetFiles(RepoFiles.Shared("goldens"), "*.gguf"), path => Opens(path));

    [Theory]
    [InlineData("ggml-vocab-bert-bge.gguf", 20, 30522)]
    [InlineData("ggml-vocab-gpt-2.gguf", 16, 50257)]
    [InlineData("ggml-vocab-llama-spm.gguf", 22, 32000)]
    public void Vocabularies_open(string name, int keys, int tokens)
    {
        using GgufFile file = GgufFile.Open(RepoFiles.Shared("vocab", name));
        Assert.Empty(file.Tensors);
        Assert.Equal(keys, file.Metadata.Keys.Count());
        Assert.Equal(tokens, file.Metadata.CountOf("tokenizer.ggml.tokens"));
        Assert.Equal(tokens, file.Metadata.GetStrings("tokenizer.ggml.tokens")?.Count);
        Assert.Equal(tokens, file.Metadata.GetIntegers("tokenizer.ggml.token_type")?.Count);
    }

    [Fact]
    public void Both_formats_of_one_model_hold_the_same_embedding()
    {
        using GgufFile gguf = GgufFile.Open(RepoFiles.Shared("models", "stories260K", "stories260K.gguf"));
        string folder = RepoFiles.Shared("models", "stories260K", "hf");
        using IWeightFile safetensors = WeightFile.Open(folder);
        HfConfig config = HfConfig.Open(folder);
        Assert.Equal(47, gguf.Tensors.Count);
        Assert.Equal(22, gguf.Metadata.Keys.Count());
        Assert.Equal(47, safetensors.Tensors.Count);
        Assert.Equal(new Shape(config.RequireInteger("vocab_size"), config.RequireInteger("hidden_size")), gguf.Tensors["token_embd.weight"].Shape);
        Assert.Equal(
            GgufRoundTripTests.Bytes(((IWeightFile)gguf).Open("token_embd.weight")),
            GgufRoundTripTests.Bytes(safetensors.Open("model.embed_tokens.weight")));
    }

    private static void Opens(string path)
    {
        using IWeightFile file = WeightFile.Open(path);
        Assert.Equal("gguf", file.Format);
        Assert.NotEmpty(file.Tensors);
        Assert.All(file.Tensors.Values, info => Assert.Equal(info.ByteLength, file.Open(info.Name).ByteLength));
        Assert.Equal(512, file.Tensors["token_embd.weight"].Shape[0]);
        Assert.NotNull(((GgufFile)file).Metadata.GetString("general.architecture"));
    }
}
