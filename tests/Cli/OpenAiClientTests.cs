using System.ClientModel;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Models;
using Xinference.Cli.Tests.Support;
using Xinference.Testing;

namespace Xinference.Cli.Tests;

/// <summary>The whole way: the real program, the embedded model, our engine, a real socket, and OpenAI's own clients.</summary>
public sealed class OpenAiClientTests(ModelFolder models)
{
    private const string Model = "tiny";

    private static readonly ChatMessage[] Question = [new UserChatMessage("What colour is the sky?")];

    [Fact]
    public async Task The_dotnet_client_chats_streams_lists_and_gets_usage_and_log_probabilities()
    {
        await using RunningServer server = await RunningServer.StartAsync(models, Model);
        OpenAIClient client = Connect(server);
        OpenAIModelCollection listed = await client.GetOpenAIModelClient().GetModelsAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Model, Assert.Single(listed).Id);

        ChatClient chat = client.GetChatClient(Model);
        var greedy = new ChatCompletionOptions { Temperature = 0, MaxOutputTokenCount = 60, IncludeLogProbabilities = true, TopLogProbabilityCount = 3 };
        ChatCompletion answer = await chat.CompleteChatAsync(Question, greedy, TestContext.Current.CancellationToken);
        Assert.Contains("blue", answer.Content[0].Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.All(answer.ContentTokenLogProbabilities, token => Assert.Equal(token.LogProbability, token.TopLogProbabilities[0].LogProbability));
        Assert.Equal(answer.Usage.TotalTokenCount, answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount);
        Assert.Equal((answer.Content[0].Text, answer.Usage.OutputTokenCount), await StreamAsync(chat, greedy));
    }

    [Fact]
    public async Task Many_clients_at_once_get_the_answers_they_get_alone()
    {
        string[] questions = ["What colour is the sky?", "Who is Anna?", "What sound does a dog make?", "天空是什么颜色的？", "Who won the world cup?"];
        await using RunningServer server = await RunningServer.StartAsync(models, Model);
        ChatClient chat = Connect(server).GetChatClient(Model);
        async Task<string> AskAsync(string question)
        {
            ChatCompletion answer = await chat.CompleteChatAsync(
                [new UserChatMessage(question)], new() { Temperature = 0, MaxOutputTokenCount = 60 }, TestContext.Current.CancellationToken);
            return answer.Content[0].Text;
        }

        List<string> alone = [];
        foreach (string question in questions)
        {
            alone.Add(await AskAsync(question));
        }

        string[] asked = [.. Enumerable.Range(0, 40).Select(i => questions[i % questions.Length])];
        string[] together = await Task.WhenAll(asked.Select(AskAsync));
        Assert.Equal(asked.Select(question => alone[Array.IndexOf(questions, question)]), together);
    }

    [Fact]
    public async Task The_node_client_converses()
    {
        string folder = await NodePackages.InstallAsync(RepoFiles.Path("tests", "Cli", "npm"));
        await using RunningServer server = await RunningServer.StartAsync(models, Model);
        ProgramOutcome outcome = await ForeignProgram.RunAsync("node", folder, "converse.mjs", $"{server.Address}/v1");
        Assert.True(outcome.ExitCode == 0, outcome.Error + outcome.Output);
        Assert.Equal("ok", outcome.Output.Trim());
    }

    private static async Task<(string Text, int Tokens)> StreamAsync(ChatClient chat, ChatCompletionOptions options)
    {
        string text = "";
        int tokens = 0;
        await foreach (StreamingChatCompletionUpdate update in chat.CompleteChatStreamingAsync(
            Question, options, TestContext.Current.CancellationToken))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            tokens = update.Usage?.OutputTokenCount ?? tokens;
        }

        return (text, tokens);
    }

    private static OpenAIClient Connect(RunningServer server) =>
        new(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri($"{server.Address}/v1") });
}
