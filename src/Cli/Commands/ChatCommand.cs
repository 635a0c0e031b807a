using System.CommandLine;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Xinference.Cli.Generation;
using Xinference.Cli.Hosting;
using Xinference.Inference;
using Xinference.Loading;
using Xinference.Serving;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference chat</c>: a conversation in the terminal, with a model loaded here or on a server.</summary>
internal sealed class ChatCommand
{
    private readonly ModelOptions _model = new("--model-path");
    private readonly SamplingFlags _sampling = new();
    private readonly Option<string?> _system = new("--system")
    {
        Description = "What the model is told before the conversation.",
        HelpName = "text",
    };

    private readonly Option<string?> _message = new("--message")
    {
        Description = "Ask this one thing, print the answer and end.",
        HelpName = "text",
    };

    private readonly Option<string?> _endpoint = CommonOptions.Endpoint();
    private readonly Option<string?> _apiKey = CommonOptions.ApiKey();

    /// <summary>Answers a conversation, handing out text as it comes.</summary>
    private delegate Task Answer(IReadOnlyList<ChatMessage> messages, Action<string> onText, CancellationToken cancellationToken);

    public static Command Create() => new ChatCommand().Build();

    private CliCommand Build()
    {
        CliCommand command = new CliCommand(
            "chat",
            "Talks to a model in the terminal. Every line is one turn; /clear starts anew, /exit or the end of input leaves.",
            "xinference chat",
            "xinference chat --model-path model.gguf --system \"You answer in rhymes.\"",
            "xinference chat --endpoint http://127.0.0.1:9997 --message \"What is your name?\"")
            .With([.. _model.All, _system, _message, .. _sampling.All, _endpoint, _apiKey]);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_endpoint) is { } endpoint)
        {
            _model.RefuseBesideEndpoint(parsed);
            using var client = new EndpointClient(endpoint, parsed.GetValue(_apiKey));
            Task AskServer(IReadOnlyList<ChatMessage> messages, Action<string> onText, CancellationToken token) =>
                client.ChatAsync(messages, body => _sampling.Write(parsed, body), onText, token);
            return await ConverseAsync(parsed, AskServer, cancellationToken);
        }

        EndpointClient.RefuseKeyWithoutEndpoint(parsed.GetValue(_apiKey));
        await using LoadedModel model = await Loader.LoadAsync(
            _model.Locate(parsed), _model.Read(parsed), NullLoggerFactory.Instance, cancellationToken);
        SamplingOptions sampling = _sampling.Read(parsed, model.DefaultSampling, model.Tokenizer.Special.EndOfGeneration);
        var local = new LocalChat(ServedModels.Of(model), sampling);
        return await ConverseAsync(parsed, local.AnswerAsync, cancellationToken);
    }

    private async Task<int> ConverseAsync(ParseResult parsed, Answer answer, CancellationToken cancellationToken)
    {
        List<ChatMessage> messages = Begin(parsed);
        if (parsed.GetValue(_message) is { } only)
        {
            await TurnAsync(messages, only, answer, cancellationToken);
            return ExitCodes.Success;
        }

        while (await ReadTurnAsync(cancellationToken) is { } line)
        {
            switch (line.Trim())
            {
                case "":
                    break;
                case "/exit" or "/quit":
                    return ExitCodes.Success;
                case "/clear":
                    messages = Begin(parsed);
                    break;
                default:
                    await TryTurnAsync(messages, line, answer, cancellationToken);
                    break;
            }
        }

        return ExitCodes.Success;
    }

    private List<ChatMessage> Begin(ParseResult parsed) => parsed.GetValue(_system) is { } system ? [new("system", system)] : [];

    // a turn that is refused leaves the conversation as it was
    private static async Task TryTurnAsync(List<ChatMessage> messages, string text, Answer answer, CancellationToken cancellationToken)
    {
        int turns = messages.Count;
        try
        {
            await TurnAsync(messages, text, answer, cancellationToken);
        }
        catch (Exception e) when (e is UsageException or EndpointException)
        {
            messages.RemoveRange(turns, messages.Count - turns);
            await Console.Error.WriteLineAsync($"error: {e.Message} (/clear starts a new conversation)");
        }
    }

    private static async Task TurnAsync(List<ChatMessage> messages, string text, Answer answer, CancellationToken cancellationToken)
    {
        messages.Add(new("user", text));
        var reply = new StringBuilder();
        await answer(messages, piece => Emit(piece, reply), cancellationToken);
        Console.WriteLine();
        messages.Add(new("assistant", reply.ToString()));
    }

    private static void Emit(string piece, StringBuilder reply)
    {
        Console.Write(piece);
        reply.Append(piece);
    }

    private static async Task<string?> ReadTurnAsync(CancellationToken cancellationToken)
    {
        if (!Console.IsInputRedirected)
        {
            await Console.Error.WriteAsync("> ");
        }

        return await Console.In.ReadLineAsync(cancellationToken);
    }
}
