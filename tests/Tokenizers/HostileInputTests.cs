using System.Diagnostics;
using Xinference.Testing;

namespace Xinference.Tokenizers.Tests;

/// <summary>Broken files end in a <see cref="TokenizerException"/>, and long texts in reasonable time.</summary>
public sealed class HostileInputTests
{
    private const string Vocab = """ "vocab":{"a":0,"b":1,"ab":2} """;

    [Theory]
    [InlineData("{", "JSON")]
    [InlineData("[]", "'model' is missing")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"a\":1},\"merges\":[]}}", "JSON")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":0},\"merges\":[]}}", "given twice")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]}}", "token id")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":99999999999},\"merges\":[]}}", "out of range")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":4000000},\"merges\":[]}}", "far above")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":1.5},\"merges\":[]}}", "token id")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0}}}", "'merges' is missing")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a\"]}}", "two parts")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[[\"a\"]]}}", "two parts")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a a\"]}}", "'aa'")]
    [InlineData("{\"model\":{\"type\":\"Magic\",\"vocab\":{}}}", "'Magic'")]
    [InlineData("{\"model\":{\"type\":\"Unigram\",\"unk_id\":7,\"vocab\":[[\"a\",0]]}}", "unk_id")]
    [InlineData("{\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"a\":0}}}", "unk_token")]
    [InlineData("{\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"u\",\"vocab\":{\"a\":0}}}", "'u'")]
    public void Broken_files_are_named(string json, string fault) => AssertFault(json, fault);

    [Theory]
    [InlineData("\"normalizer\":{\"type\":\"Odd\"}", "normalizer")]
    [InlineData("\"normalizer\":{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"}", "character map")]
    [InlineData("\"normalizer\":{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"?\"}", "base64")]
    [InlineData("\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(a\"},\"behavior\":\"Isolated\"}", "missing ')'")]
    [InlineData("\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"[b-a]\"},\"behavior\":\"Isolated\"}", "backwards")]
    [InlineData("\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"((a{999}){999}){999}\"},\"behavior\":\"Isolated\"}", "too large")]
    [InlineData("\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"\\\\p{Klingon}\"},\"behavior\":\"Isolated\"}", "Klingon")]
    [InlineData("\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"a\"},\"behavior\":\"Eaten\"}", "Eaten")]
    [InlineData("\"post_processor\":{\"type\":\"BertProcessing\",\"sep\":[\"x\",9],\"cls\":[\"y\",0]}", "outside")]
    [InlineData("\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":[]}", "does not hold the text")]
    [InlineData("\"decoder\":{\"type\":\"Strip\",\"content\":\"ab\"}", "one character")]
    [InlineData("\"added_tokens\":[{\"id\":0,\"content\":\"zz\"}]", "given twice")]
    [InlineData("\"added_tokens\":[{\"id\":5000000,\"content\":\"zz\"}]", "out of range")]
    public void Broken_parts_are_named(string part, string fault) =>
        AssertFault("{\"model\":{\"type\":\"BPE\"," + Vocab + ",\"merges\":[\"a b\"]}," + part + "}", fault);

    [Fact(Timeout = 30_000)]
    public async Task A_named_pipe_is_refused_without_waiting_for_a_writer()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("xinference-tokenizers-");
        try
        {
            string pipe = NamedPipe.Make(Path.Combine(folder.FullName, "tokenizer.json"));
            TokenizerException fault = await Assert.ThrowsAsync<TokenizerException>(() => Task.Run(() => JsonPart.Read(pipe), TestContext.Current.CancellationToken));
            Assert.Contains(pipe, fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        AssertFault(string.Concat(Enumerable.Repeat("{\"normalizer\":", 100_000)), "JSON");

    [Fact]
    public void A_pattern_that_backtracks_without_end_runs_out_of_budget()
    {
        ITokenizer tokenizer = ToyFiles.ByteLevel("(?:a|a)*(?:a|a)*(?:a|a)*b");
        TokenizerException fault = Assert.Throws<TokenizerException>(() => tokenizer.Encode(new string('a', 5000)));
        Assert.Contains("too many steps", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("<")]
    [InlineData("1")]
    [InlineData("'")]
    [InlineData("\u0301")]
    [InlineData("😀")]
    public void A_megabyte_of_one_character_takes_little_time(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, (1 << 20) / unit.Length));
        foreach (ITokenizer tokenizer in new[] { ToyFiles.ByteLevel(WordPatterns.Find("gpt-4o").Patterns[0]), ToyFiles.ByteFallback() })
        {
            Stopwatch time = Stopwatch.StartNew();
            IReadOnlyList<int> ids = tokenizer.Encode(text);
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(10), $"{time.Elapsed.TotalSeconds:F1} s for {ids.Count} tokens");
            Assert.Equal(text, tokenizer.Decode(ids.ToArray()));
        }
    }

    [Fact]
    public void Special_tokens_in_plain_text_are_letters()
    {
        ITokenizer tokenizer = ToyFiles.ByteLevel();
        int end = tokenizer.TokenId("<|end|>")!.Value;
        Assert.Contains(end, tokenizer.Encode("x<|end|>"));
        Assert.DoesNotContain(end, tokenizer.Encode("x<|end|>", EncodeOptions.PlainText));
        Assert.Equal("x", tokenizer.Decode(tokenizer.Encode("x<|end|>")));
        Assert.Equal("x<|end|>", tokenizer.Decode(tokenizer.Encode("x<|end|>"), skipSpecialTokens: false));
    }

    [Fact]
    public void Ids_outside_the_vocabulary_are_refused()
    {
        ITokenizer tokenizer = ToyFiles.ByteLevel();
        Assert.Throws<TokenizerException>(() => tokenizer.Decode([-1]));
        Assert.Throws<TokenizerException>(() => tokenizer.Decode([tokenizer.VocabularySize]));
    }

    [Fact]
    public void An_unknown_word_pattern_names_the_known_ones()
    {
        TokenizerException fault = Assert.Throws<TokenizerException>(() => WordPatterns.Find("klingon"));
        Assert.Contains("'klingon'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("llama-bpe", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_threads_get_the_same_ids()
    {
        ITokenizer tokenizer = ToyFiles.ByteLevel(WordPatterns.Find("llama-bpe").Patterns[0]);
        string[] texts = [.. Enumerable.Range(0, 2000).Select(i => $"word{i} aaaa{i} and {i * 7919}")];
        IReadOnlyList<int>[] alone = [.. texts.Select(t => tokenizer.Encode(t))];
        Parallel.For(0, texts.Length * 8, i => Assert.Equal(alone[i % texts.Length], tokenizer.Encode(texts[i % texts.Length])));
    }

    private static void AssertFault(string json, string fault)
    {
        TokenizerException error = Assert.Throws<TokenizerException>(() => ToyFiles.Load(json));
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }
}
