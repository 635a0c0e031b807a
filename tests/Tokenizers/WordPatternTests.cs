namespace Xinference.Tokenizers.Tests;

/// <summary>The word patterns that GGUF files name.</summary>
public sealed class WordPatternTests
{
    public static TheoryData<string> Names => [.. WordPatterns.Names];

    [Theory, MemberData(nameof(Names))]
    public void Every_known_pattern_is_read(string name) => Assert.NotNull(WordPatterns.Find(name).Splitter());

    [Theory]
    [InlineData("\u1F7D")]
    [InlineData("\u1FBE")]
    [InlineData("\u1FD3")]
    [InlineData("\u1FDB")]
    [InlineData("\u2126")]
    [InlineData("\u212A")]
    public void Letters_that_a_normal_form_replaces_are_letters_all_the_same(string letter) =>
        Assert.True(new SplitPattern("^(?:" + DeepSeekPatterns.CasedLetters + ")$").Matches(letter).Count == 1);
}
