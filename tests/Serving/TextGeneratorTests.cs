using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Xinference.Inference;

namespace Xinference.Serving.Tests;

public sealed class TextGeneratorTests : IDisposable
{
    private readonly ServingMetrics _metrics = new(new PlainMeters(), TimeProvider.System);

    private static readonly Gen<string> Texts =
        Gen.OneOf(Gen.Char['a', 'c'].Select(c => c.ToString()), Gen.OneOf("é", "🙂", "hello", " w", "日")).Array[0, 16]
            .Select(parts => string.Concat(parts));

    private static readonly Gen<ImmutableArray<string>> Stops =
        Gen.OneOf("ab", "bca", "hello w", "é", "🙂", "cc", "lo").Array[0, 3].Select(stops => stops.Distinct().ToImmutableArray());

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public Task Text_ends_at_the_first_stop_string_and_every_token_up_to_it_is_counted() =>
        Gen.Select(Texts, Stops).SampleAsync(async (reply, stops) =>
        {
            ScriptedGateway gateway = TestModel.Saying(reply);
            List<TextEvent> events = await RunAsync(gateway, new([1, 2], new()) { Stop = stops });
            (string expected, bool stopped) = StopMatcherTests.CutAtStop(reply, stops);
            TextEvent.Ended ended = Assert.IsType<TextEvent.Ended>(events[^1]);
            Assert.Equal(expected, TextOf(events));
            Assert.Equal(FinishReason.Stop, ended.Reason);
            Assert.Equal(TokensUntil(reply, stops, stopped), ended.Usage.CompletionTokens);
            Assert.Equal((2, 1), (ended.Usage.PromptTokens, ended.Usage.CachedTokens));
            Assert.Equal(0, gateway.Running);
        }, iter: 300);

    [Fact]
    public Task The_tokens_reported_are_those_of_the_text() =>
        Gen.Select(Texts, Stops).SampleAsync(async (reply, stops) =>
        {
            ScriptedGateway gateway = TestModel.Saying(reply);
            List<TextEvent> events = await RunAsync(gateway, new([1], new() { TopLogProbabilities = 2 }) { Stop = stops });
            ImmutableArray<TokenText> tokens = [.. events.OfType<TextEvent.Delta>().SelectMany(delta => delta.Tokens)];
            string text = TextOf(events);
            byte[] bytes = [.. tokens.SelectMany(token => token.Bytes)];
            Assert.StartsWith(Convert.ToHexString(Encoding.UTF8.GetBytes(text)), Convert.ToHexString(bytes), StringComparison.Ordinal);
            Assert.All(tokens, token => Assert.True(token.Offset < text.EnumerateRunes().Count(), $"{token} begins behind the text"));
            Assert.All(tokens, token => Assert.Equal(2, token.Top.Length));
        }, iter: 300);

    [Fact]
    public async Task Choices_run_with_seeds_of_their_own_and_each_ends_once()
    {
        ScriptedGateway gateway = TestModel.Saying("hello");
        ServedModel model = TestModel.Over(gateway);
        TextRequest request = new([1], new() { Seed = 7 }) { Choices = 3 };
        List<TextEvent> events = await ToListAsync(new TextGenerator(_metrics).GenerateAsync(
            model, [request, request with { Choices = 2 }], TestContext.Current.CancellationToken));
        Assert.Equal([0, 1, 2, 3, 4], events.OfType<TextEvent.Ended>().Select(ended => ended.Choice).Order());
        Assert.All(Enumerable.Range(0, 5), choice => Assert.Equal("hello", TextOf(events.Where(e => e.Choice == choice))));
        Assert.Equal([7UL, 7UL, 8UL, 8UL, 9UL], gateway.Prompts.Select(prompt => prompt.Sampling.Seed!.Value).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Leaving_early_ends_every_generation(int choices)
    {
        ScriptedGateway gateway = new(TestModel.Ids("hello")) { StallsAfterReply = true };
        TextRequest request = new([1], new()) { Choices = choices };
        await foreach (TextEvent _ in new TextGenerator(_metrics).GenerateAsync(TestModel.Over(gateway), [request], TestContext.Current.CancellationToken))
        {
            break;
        }

        Assert.Equal(0, gateway.Running);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Cancelling_ends_with_an_event_rather_than_an_exception(int choices)
    {
        ScriptedGateway gateway = new(TestModel.Ids("hello")) { StallsAfterReply = true };
        using CancellationTokenSource cancel = new();
        List<TextEvent> events = [];
        await foreach (TextEvent next in new TextGenerator(_metrics)
            .GenerateAsync(TestModel.Over(gateway), [new([1], new()) { Choices = choices }], cancel.Token))
        {
            events.Add(next);
            await cancel.CancelAsync();
        }

        Assert.Equal(choices, events.OfType<TextEvent.Ended>().Count(ended => ended.Reason == FinishReason.Cancelled));
    }

    [Theory]
    [InlineData(false, FinishReason.Stop)]
    [InlineData(true, FinishReason.Length)]
    public async Task The_models_own_end_can_be_ignored(bool ignore, FinishReason expected)
    {
        ScriptedGateway gateway = new([.. TestModel.Ids("abc"), TinyTokenizer.End, .. TestModel.Ids("hello")]);
        List<TextEvent> events = await RunAsync(gateway, new([1], new() { MaxTokens = 3 }) { IgnoreEndOfGeneration = ignore });
        Assert.Equal(ignore ? "abchello" : "abc", TextOf(events));
        Assert.Equal(expected, Assert.IsType<TextEvent.Ended>(events[^1]).Reason);
    }

    [Fact]
    public async Task A_failure_is_told()
    {
        ScriptedGateway gateway = new([]) { Ending = (FinishReason.Rejected, "no memory it could ever fit in") };
        TextEvent.Ended ended = Assert.IsType<TextEvent.Ended>(Assert.Single(await RunAsync(gateway, new([1], new()))));
        Assert.Equal((FinishReason.Rejected, "no memory it could ever fit in"), (ended.Reason, ended.Error));
    }

    private Task<List<TextEvent>> RunAsync(ScriptedGateway gateway, TextRequest request) =>
        ToListAsync(new TextGenerator(_metrics).GenerateAsync(TestModel.Over(gateway), [request]));

    private static async Task<List<TextEvent>> ToListAsync(IAsyncEnumerable<TextEvent> events)
    {
        List<TextEvent> list = [];
        await foreach (TextEvent next in events)
        {
            list.Add(next);
        }

        return list;
    }

    private static string TextOf(IEnumerable<TextEvent> events) =>
        string.Concat(events.OfType<TextEvent.Delta>().Select(delta => delta.Text));

    /// <summary>Tokens drawn up to the one that completes a stop string, or all of them and the end token.</summary>
    private static int TokensUntil(string reply, ImmutableArray<string> stops, bool stopped)
    {
        IReadOnlyList<int> ids = TestModel.Ids(reply);
        return stopped
            ? Enumerable.Range(1, ids.Count).First(count =>
                StopMatcherTests.CutAtStop(TestModel.Tokenizer.Decode(ids.Take(count).ToArray()), stops).Stopped)
            : ids.Count + 1;
    }
}
