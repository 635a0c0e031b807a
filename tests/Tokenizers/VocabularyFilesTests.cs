using Xinference.Formats;
using Xinference.Testing;

namespace Xinference.Tokenizers.Tests;

/// <summary>Vocabulary files with the ids that llama.cpp gives for their test lines.</summary>
public sealed class VocabularyFilesTests
{
    private const string Separator = "\n__ggml_vocab_test__\n";

    [Theory]
    [InlineData("llama-spm")]
    [InlineData("gpt-2")]
    [InlineData("bert-bge")]
    public void Ids_equal_those_of_llama_cpp(string name)
    {
        string path = RepoFiles.Shared("vocab", $"ggml-vocab-{name}.gguf");
        using GgufFile file = GgufFile.Open(path);
        ITokenizer tokenizer = TokenizerLoader.FromGguf(file.Metadata);
        string[] texts = File.ReadAllText(path + ".inp").Split(Separator);
        string[] ids = File.ReadAllLines(path + ".out");
        EncodeOptions options = new(AddSpecialTokens: false, ParseSpecialTokens: false);
        for (int i = 0; i < ids.Length; i++)
        {
            string expected = ids[i].Trim();
            Assert.True(
                string.Join(' ', tokenizer.Encode(texts[i], options)) == expected,
                $"text {i} '{texts[i]}': expected {expected}, got {string.Join(' ', tokenizer.Encode(texts[i], options))}");
        }
    }

    [Theory]
    [InlineData("llama-spm")]
    [InlineData("gpt-2")]
    public void Decoding_gives_the_text_back(string name)
    {
        string path = RepoFiles.Shared("vocab", $"ggml-vocab-{name}.gguf");
        using GgufFile file = GgufFile.Open(path);
        ITokenizer tokenizer = TokenizerLoader.FromGguf(file.Metadata);
        foreach (string text in File.ReadAllText(path + ".inp").Split(Separator))
        {
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        }
    }
}
