using Xinference.Formats;

namespace Xinference.Tokenizers.Tests;

/// <summary>Special token ids of GGUF files that no token has.</summary>
public sealed class GgufSpecialIdTests : IDisposable
{
    private static readonly string[] Tokens = ["<unk>", "<s>", "</s>", "a"];

    private readonly string _path = Path.GetTempFileName();

    [Theory]
    [InlineData("padding_token_id")]
    [InlineData("seperator_token_id")]
    [InlineData("cls_token_id")]
    [InlineData("mask_token_id")]
    [InlineData("unknown_token_id")]
    [InlineData("eot_token_id")]
    public void An_id_outside_the_vocabulary_counts_as_absent(string key)
    {
        ITokenizer tokenizer = Load(key, (uint)Tokens.Length);
        Assert.Null(tokenizer.Special.Pad);
        Assert.Equal((1, 2), (tokenizer.Special.Bos, tokenizer.Special.Eos));
        Assert.All(tokenizer.Special.EndOfGeneration, id => Assert.InRange(id, 0, Tokens.Length - 1));
    }

    [Theory]
    [InlineData("bos_token_id")]
    [InlineData("eos_token_id")]
    public void An_id_that_prompts_depend_on_is_refused(string key)
    {
        TokenizerException fault = Assert.Throws<TokenizerException>(() => Load(key, (uint)Tokens.Length));
        Assert.Contains($"{key} is 4, outside the vocabulary of 4 tokens", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_path);

    private ITokenizer Load(string key, uint id)
    {
        new GgufWriter().Add("tokenizer.ggml.model", "llama").Add("tokenizer.ggml.tokens", Tokens)
            .Add("tokenizer.ggml.scores", new float[Tokens.Length]).Add("tokenizer.ggml.token_type", new[] { 2, 3, 3, 1 })
            .Add($"tokenizer.ggml.{key}", id).Save(_path);
        using GgufFile file = GgufFile.Open(_path);
        return TokenizerLoader.FromGguf(file.Metadata);
    }
}
