using CsCheck;
using Xinference.Inference;
using Xinference.Tokenizers;
using Xinference.Tokenizers.Templates;

namespace Xinference.Serving.Tests;

public class TextPromptTests
{
    private static readonly string Endless = new('x', 1_000_000);

    [Fact]
    public void What_cannot_fit_is_refused_before_it_is_encoded()
    {
        EditedTokenizer tokenizer = new(TestModel.Tokenizer);
        ServedModel model = Model(tokenizer, context: 256);
        PromptTooLongException text = Assert.Throws<PromptTooLongException>(() => TextPrompt.Encode(model, Endless, EncodeOptions.Prompt));
        Assert.Throws<PromptTooLongException>(() =>
            ChatPrompt.Encode(model, [new("user", Endless)], new Dictionary<string, System.Text.Json.Nodes.JsonNode?>(), TestContext.Current.CancellationToken));
        Assert.Contains("1000000 bytes", text.Message, StringComparison.Ordinal);
        Assert.Contains("256 tokens", text.Message, StringComparison.Ordinal);
        Assert.Equal(0, tokenizer.Encoded);
    }

    [Fact]
    public void What_fits_is_never_refused() =>
        Gen.OneOf(Gen.OneOf("<|im_start|>", "hello", " w", "abc", "é", "🙂"), Gen.String[0, 3]).Array[1, 40].Sample(parts =>
        {
            string text = string.Concat(parts);
            IReadOnlyList<int> ids = TestModel.Tokenizer.Encode(text, EncodeOptions.Prompt);
            Assert.Equal(ids, TextPrompt.Encode(Model(TestModel.Tokenizer, ids.Count), text, EncodeOptions.Prompt));
        });

    private static ServedModel Model(ITokenizer tokenizer, int context) => new()
    {
        Uid = "tiny",
        Created = DateTimeOffset.UnixEpoch,
        Description = new() { Name = "tiny", Languages = [] },
        Tokenizer = tokenizer,
        Gateway = new ScriptedGateway([]) { Limits = new ModelLimits(TinyTokenizer.VocabularySize, context) },
        ChatTemplate = ChatTemplate.Parse(TinyTokenizer.ChatTemplate),
    };
}
