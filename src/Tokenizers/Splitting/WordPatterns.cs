using System.Collections.Frozen;

namespace Xinference.Tokenizers;

/// <summary>
/// The word patterns of published byte-level vocabularies by the name that GGUF files give them (<c>tokenizer.ggml.pre</c>).
/// Several patterns of one entry cut one after the other.
/// </summary>
internal static class WordPatterns
{
    /// <summary>GPT-2's pattern (Radford et al. 2019).</summary>
    public const string Gpt2 = @"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private const string Contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private const string Tail = @" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Llama3 = Contraction + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|" + Tail;
    private const string Qwen2 = Contraction + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|" + Tail;
    private const string Qwen35 =
        Contraction + @"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string UpperLower = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+";
    private const string UpperOnly = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*";
    private const string SlashTail = @" ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Gpt4o = UpperLower + Contraction + "?|" + UpperOnly + Contraction + @"?|\p{N}{1,3}|" + SlashTail;
    private const string Tekken = UpperLower + "|" + UpperOnly + @"|\p{N}|" + SlashTail;
    private const string BloomWords = @" ?[^(\s|.,!?…。，、।۔،)]+";
    private const string Ideographs = "[一-龥ࠀ-一가-퟿]+";

    private static readonly FrozenDictionary<string, WordPattern> ByName = Entries().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names.</summary>
    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    /// <exception cref="TokenizerException">The name is unknown.</exception>
    public static WordPattern Find(string name) =>
        ByName.TryGetValue(name, out WordPattern? pattern)
            ? pattern
            : throw new TokenizerException(
                $"tokenizer.ggml.pre '{name}' is unknown; known are {string.Join(", ", Names)}. "
                + "Use the model's tokenizer.json, or a GGUF file with a known name");

    private static IEnumerable<KeyValuePair<string, WordPattern>> Entries() =>
    [
        .. Named(new([@"[\p{P}\$\+<=>\^~\|]+", Gpt2, @"\p{N}+", "[0-9][0-9][0-9]"]), "default"),
        .. Named(new([Llama3], WholeWordsFirst: true), "llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2"),
        .. Named(new([Llama3]), "dbrx", "smaug-bpe", "chatglm-bpe", "glm4"),
        .. Named(new([Qwen2]), "qwen2", "deepseek-r1-qwen", "stablelm2", "hunyuan"),
        .. Named(new([Qwen35]), "qwen35"),
        .. Named(new([Gpt2]), "gpt-2", "phi-2", "jina-es", "jina-de", "jina-v2-es", "jina-v2-de", "gigachat", "mpt", "olmo", "jais", "trillion"),
        .. Named(new([@"\p{N}", Gpt2]), "starcoder", "refact", "command-r", "smollm", "codeshell", "exaone", "minerva-7b", "jina-v2-code"),
        .. Named(new([@"[\p{P}\$\+<=>\^~\|`]+", Gpt2, "[0-9][0-9][0-9]"]), "falcon"),
        .. Named(new(["[\r\n]", @"\s?\p{L}+", @"\s?\p{P}+", Ideographs, @"\p{N}"]), "deepseek-coder"),
        .. Named(new(["[\r\n]", DeepSeekPatterns.CasedLetters, @"\s?[!-/:-~！-／：-～‘-‟　-。]+", @"\s+$", Ideographs, @"\p{N}+"]), "deepseek-llm"),
        .. Named(new([@"\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+", DeepSeekPatterns.Version3Words]), "deepseek-v3", "hunyuan-dense"),
        .. Named(new([Tekken], WholeWordsFirst: true), "tekken"),
        .. Named(new([Gpt4o]), "gpt-4o", "llama4", "minimax-m2"),
        .. Named(new([BloomWords]), "poro-chat", "bloom", "gpt3-finnish"),
        .. Named(new([BloomWords, @"\p{N}"]), "viking"),
    ];

    private static IEnumerable<KeyValuePair<string, WordPattern>> Named(WordPattern pattern, params string[] names) =>
        names.Select(name => KeyValuePair.Create(name, pattern));
}

/// <summary>How a vocabulary cuts words.</summary>
/// <param name="Patterns">Cut one after the other; what lies between matches stays a word.</param>
/// <param name="WholeWordsFirst">Whether a word that is a token is taken before any merge.</param>
internal sealed record WordPattern(IReadOnlyList<string> Patterns, bool WholeWordsFirst = false)
{
    public ISplitter Splitter() =>
        new SequenceSplitter([.. Patterns.Select(p => new PatternSplitter(new SplitPattern(p).Matches, SplitBehavior.Isolated))]);
}
