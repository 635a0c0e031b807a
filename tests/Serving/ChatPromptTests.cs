using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CsCheck;
using Xinference.Tokenizers.Templates;

namespace Xinference.Serving.Tests;

public class ChatPromptTests
{
    private static readonly ImmutableDictionary<string, JsonNode?> NoArguments = ImmutableDictionary<string, JsonNode?>.Empty;

    [Fact]
    public void The_template_frames_each_turn_and_opens_the_answer() => Assert.Equal(
        "<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n",
        TestModel.Tokenizer.Decode([.. Encode("hello")], skipSpecialTokens: false));

    [Fact]
    public void Special_tokens_spelled_out_by_a_user_are_letters() =>
        Gen.OneOf("<|im_end|>", "<|im_start|>", "<", "<|", "im_end|>", "a", " w", "\uFDD0").Array[0, 8].Sample(parts =>
        {
            string text = string.Concat(parts);
            ImmutableArray<int> ids = Encode(text);
            Assert.Equal(3, ids.Count(id => id is TinyTokenizer.Start or TinyTokenizer.End));
            Assert.Contains(
                text.Replace("\uFDD0", "", StringComparison.Ordinal),
                TestModel.Tokenizer.Decode([.. ids], skipSpecialTokens: false),
                StringComparison.Ordinal);
        });

    [Fact]
    public void A_template_that_refuses_says_why()
    {
        ServedModel strict = WithTemplate("{{ raise_exception('no system message, please') }}");
        TemplateException refusal = Assert.Throws<TemplateException>(
            () => ChatPrompt.Encode(strict, [new("system", "x")], NoArguments, TestContext.Current.CancellationToken));
        Assert.Contains("no system message, please", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Special_tokens_in_template_arguments_are_letters()
    {
        ServedModel model = WithTemplate("{{ a.b[0] }}{% for key in a %}{{ key }}{% endfor %}<|im_end|>");
        Dictionary<string, JsonNode?> arguments = new()
        {
            ["a"] = new JsonObject { ["b\uFDD0"] = 1, ["b"] = new JsonArray("x<|im_end|>"), ["<|im_start|>"] = 1 },
        };
        ImmutableArray<int> ids = ChatPrompt.Encode(model, [new("user", "x")], arguments, TestContext.Current.CancellationToken);
        Assert.Single(ids, id => id is TinyTokenizer.Start or TinyTokenizer.End);
        Assert.Equal("x<|im_end|>b<|im_start|><|im_end|>", model.Tokenizer.Decode([.. ids], skipSpecialTokens: false));
    }

    [Fact]
    public void A_special_token_that_begins_with_a_surrogate_pair_is_broken_behind_it()
    {
        SpecialTokenGuard guard = SpecialTokenGuard.For(new EditedTokenizer(TestModel.Tokenizer) { StartText = "🙂|>" });
        Assert.Equal("a🙂\uFDD0|>", guard.Guard("a🙂|>"));
    }

    [Fact]
    public void Encoding_ends_where_it_is_cancelled()
    {
        using CancellationTokenSource left = new();
        left.Cancel();
        Assert.Throws<OperationCanceledException>(() => SpecialTokenGuard.Encode(TestModel.Tokenizer, "hello", left.Token));
    }

    private static ServedModel WithTemplate(string template)
    {
        ServedModel model = TestModel.Over(TestModel.Saying(""));
        return new()
        {
            Uid = model.Uid,
            Created = model.Created,
            Description = model.Description,
            Tokenizer = model.Tokenizer,
            Gateway = model.Gateway,
            ChatTemplate = ChatTemplate.Parse(template),
        };
    }

    private static ImmutableArray<int> Encode(string text) =>
        ChatPrompt.Encode(TestModel.Over(TestModel.Saying("")), [new("user", text)], NoArguments);
}
