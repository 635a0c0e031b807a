using Xinference.Formats;

namespace Xinference.Tokenizers;

/// <summary>Builds the tokenizer that a model's files describe.</summary>
public static class TokenizerLoader
{
    /// <summary>The tokenizer in the metadata of a GGUF file (keys <c>tokenizer.ggml.*</c>).</summary>
    /// <exception cref="TokenizerException">The keys are absent, contradict each other, or name an unknown kind.</exception>
    public static ITokenizer FromGguf(GgufMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return GgufTokenizerBuilder.Build(new GgufTokenizerFields(metadata));
    }

    /// <summary>The tokenizer in a folder that holds <c>tokenizer.json</c>, with <c>tokenizer_config.json</c> and <c>generation_config.json</c> if they are there.</summary>
    /// <exception cref="TokenizerException">A file is absent, broken, or describes an unknown part.</exception>
    public static ITokenizer FromFolder(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return TokenizerFolder.Load(folder);
    }
}
