namespace Xinference.Serving.Tests;

public class TokenSpellingTests
{
    [Fact]
    public void Parts_of_characters_are_spelled_as_bytes() =>
        Assert.Equal([@"bytes:\xc3", @"bytes:\xa9"], TestModel.Ids("é").Select(id => TestModel.Tokenizer.Spell(id)));

    [Fact]
    public void No_two_tokens_are_spelled_alike() =>
        Assert.Equal(
            TinyTokenizer.VocabularySize,
            Enumerable.Range(0, TinyTokenizer.VocabularySize).Select(id => TestModel.Tokenizer.Spell(id)).Distinct(StringComparer.Ordinal).Count());
}
