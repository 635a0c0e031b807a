using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Models;
using Xinference.Serving.Tests;

namespace Xinference.Api.Tests;

/// <summary>OpenAI's own .NET client against the server.</summary>
public class OpenAiDotNetClientTests
{
    private const string Key = "the key";

    [Fact]
    public async Task Chats_and_gets_usage_and_log_probabilities()
    {
        await using TestServer server = await StartAsync("hello wé");
        OpenAI.Chat.ChatCompletion answer = await Connect(server).GetChatClient("tiny").CompleteChatAsync(
            [new UserChatMessage("hi")],
            new ChatCompletionOptions { IncludeLogProbabilities = true, TopLogProbabilityCount = 2, Temperature = 0, MaxOutputTokenCount = 50 },
            TestContext.Current.CancellationToken);
        Assert.Equal("hello wé", answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(TestModel.Ids("hello wé").Count + 1, answer.Usage.OutputTokenCount);
        Assert.Equal(answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount);
        Assert.Equal("hello", answer.ContentTokenLogProbabilities[0].Token);
        Assert.Equal(2, answer.ContentTokenLogProbabilities[0].TopLogProbabilities.Count);
    }

    [Fact]
    public async Task Streams_with_usage_at_the_end()
    {
        await using TestServer server = await StartAsync("hello wé");
        string text = "";
        ChatTokenUsage? usage = null;
        ChatFinishReason? reason = null;
        await foreach (StreamingChatCompletionUpdate update in Connect(server).GetChatClient("tiny")
            .CompleteChatStreamingAsync([new UserChatMessage("hi")], cancellationToken: TestContext.Current.CancellationToken))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
            reason = update.FinishReason ?? reason;
        }

        Assert.Equal(("hello wé", ChatFinishReason.Stop), (text, reason));
        Assert.Equal(TestModel.Ids("hello wé").Count + 1, usage?.OutputTokenCount);
    }

    [Fact]
    public async Task Lists_models()
    {
        await using TestServer server = await StartAsync("hello");
        OpenAIModelClient client = Connect(server).GetOpenAIModelClient();
        OpenAIModelCollection models = await client.GetModelsAsync(TestContext.Current.CancellationToken);
        Assert.Equal("tiny", Assert.Single(models).Id);
        OpenAIModel model = await client.GetModelAsync("tiny", TestContext.Current.CancellationToken);
        Assert.Equal("xinference", model.OwnedBy);
    }

    [Theory]
    [InlineData(Key, "huge", 404, "model_not_found")]
    [InlineData("wrong", "tiny", 401, "invalid_api_key")]
    public async Task Understands_errors(string key, string model, int status, string code)
    {
        await using TestServer server = await StartAsync("hello");
        ClientResultException error = await Assert.ThrowsAsync<ClientResultException>(
            () => Connect(server, key).GetChatClient(model).CompleteChatAsync("hi"));
        Assert.Equal(status, error.Status);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Understands_a_refused_field()
    {
        await using TestServer server = await StartAsync("hello");
        ClientResultException error = await Assert.ThrowsAsync<ClientResultException>(
            () => Connect(server).GetChatClient("tiny").CompleteChatAsync(
                [new UserChatMessage("hi")],
                new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonObjectFormat() },
                TestContext.Current.CancellationToken));
        Assert.Equal(400, error.Status);
        Assert.Contains("response_format", error.Message, StringComparison.Ordinal);
    }

    private static Task<TestServer> StartAsync(string reply) =>
        TestServer.StartAsync(new ApiOptions { ApiKey = Key }, TestModel.Over(TestModel.Saying(reply)));

    private static OpenAIClient Connect(TestServer server, string key = Key) => new(
        new ApiKeyCredential(key),
        new OpenAIClientOptions { Endpoint = new Uri(server.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
