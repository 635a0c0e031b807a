using System.Text;
using CsCheck;

namespace Xinference.Tokenizers.Tests;

/// <summary>Laws of encoding and decoding that hold for any text and any ids.</summary>
public sealed class DecodingLawTests
{
    private static readonly Gen<string> Texts =
        Gen.OneOf(Gen.Int[32, 126], Gen.Int[0, 0x7FF], Gen.Int[0x800, 0xD7FF], Gen.Int[0x10000, 0x10FFFF], Gen.Const((int)'a'))
            .Select(c => new Rune(c).ToString()).List[0, 40].Select(string.Concat);

    public static TheoryData<string> Kinds => ["bytes", "words", "fallback"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decoding_gives_any_text_back(string kind)
    {
        ITokenizer tokenizer = Make(kind);
        Texts.Sample(text => Assert.Equal(text.Replace('\u2581', ' '), tokenizer.Decode(tokenizer.Encode(text, EncodeOptions.PlainText)).Replace('\u2581', ' ')));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Streamed_pieces_together_equal_the_whole(string kind)
    {
        ITokenizer tokenizer = Make(kind);
        Gen.Int[0, tokenizer.VocabularySize - 1].Array[0, 40].Sample(ids =>
        {
            StreamingDetokenizer stream = tokenizer.NewDetokenizer();
            string pieces = string.Concat(ids.Select(stream.Append)) + stream.Flush();
            Assert.Equal(tokenizer.Decode(ids), pieces);
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Streaming_never_breaks_a_character(string kind)
    {
        ITokenizer tokenizer = Make(kind);
        Texts.Where(t => !t.Contains('\uFFFD', StringComparison.Ordinal)).Sample(text =>
        {
            StreamingDetokenizer stream = tokenizer.NewDetokenizer();
            foreach (int id in tokenizer.Encode(text, EncodeOptions.PlainText))
            {
                string piece = stream.Append(id);
                Assert.DoesNotContain('\uFFFD', piece);
                Assert.False(piece.Length > 0 && char.IsHighSurrogate(piece[^1]), "a piece ends in half a surrogate pair");
            }

            Assert.Equal("", stream.Flush());
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Token_bytes_of_a_text_are_its_bytes(string kind)
    {
        ITokenizer tokenizer = Make(kind);
        Texts.Where(t => !t.Contains('\u2581', StringComparison.Ordinal)).Sample(text =>
        {
            IEnumerable<byte> bytes = tokenizer.Encode(text, EncodeOptions.PlainText).SelectMany(id => tokenizer.TokenBytes(id).ToArray());
            Assert.Equal(Encoding.UTF8.GetBytes(text), bytes);
        });
    }

    [Fact]
    public void Unfinished_and_broken_bytes_become_replacement_characters()
    {
        ITokenizer tokenizer = ToyFiles.ByteFallback();
        int first = tokenizer.TokenId("<0xC3>")!.Value;
        Assert.Equal("\uFFFD", tokenizer.Decode([first]));
        Assert.Equal("\uFFFDb", tokenizer.Decode([first, tokenizer.TokenId("b")!.Value]));
        Assert.Equal("é", tokenizer.Decode([first, tokenizer.TokenId("<0xA9>")!.Value]));
    }

    private static ITokenizer Make(string kind) => kind switch
    {
        "bytes" => ToyFiles.ByteLevel(),
        "words" => ToyFiles.ByteLevel(WordPatterns.Find("llama-bpe").Patterns[0]),
        _ => ToyFiles.ByteFallback(),
    };
}
