using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Xinference.Cli.Generation;
using Xinference.Inference;
using Xinference.Loading;
using Xinference.Tokenizers;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference generate</c>: continues a prompt, here or on a server.</summary>
internal sealed class GenerateCommand
{
    private readonly ModelOptions _model = new("--model-path");
    private readonly SamplingFlags _sampling = new();

    private readonly Option<string?> _prompt = new("--prompt", "-p")
    {
        Description = "Text to continue; - reads standard input.",
        HelpName = "text",
    };

    private readonly Option<int[]?> _promptIds = PromptIds();

    private readonly NumberOption<int> _logprobs = new("--logprobs", 0, 20)
    {
        Description = "List the log-probability of each token and of this many of the best candidates; needs --format json.",
    };

    private readonly ChoiceOption<OutputFormat> _format = CommonOptions.Format();
    private readonly Option<string?> _endpoint = CommonOptions.Endpoint();
    private readonly Option<string?> _apiKey = CommonOptions.ApiKey();

    public static Command Create() => new GenerateCommand().Build();

    private static Option<int[]?> PromptIds()
    {
        Option<int[]?> option = CommonOptions.Numbers("--prompt-ids", "token id; write them like 1,403,407", 0, int.MaxValue);
        option.Description = "Token ids to continue, such as 1,403,407.";
        return option;
    }

    private CliCommand Build()
    {
        CliCommand command = new CliCommand(
            "generate",
            "Continues a prompt with a model loaded here, or on a server with --endpoint.",
            "xinference generate --prompt \"Once upon a time\" --max-tokens 50",
            "xinference generate --model-path model.gguf --prompt-ids 1,403,407 --temperature 0 --logprobs 5 --compute f32 --format json",
            "xinference generate --endpoint http://127.0.0.1:9997 --prompt \"Hello\"")
            .With([.. _model.All, _prompt, _promptIds, .. _sampling.All, _logprobs, _format, _endpoint, _apiKey]);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        ThrowIfContradictory(parsed);
        if (parsed.GetValue(_endpoint) is { } endpoint)
        {
            return await RunRemoteAsync(parsed, endpoint, cancellationToken);
        }

        await using LoadedModel model = await Loader.LoadAsync(
            _model.Locate(parsed), _model.Read(parsed), NullLoggerFactory.Instance, cancellationToken);
        SamplingOptions sampling = _sampling.Read(parsed, model.DefaultSampling, model.Tokenizer.Special.EndOfGeneration);
        var prompt = new Prompt(
            [.. parsed.Given(_promptIds) ?? model.Tokenizer.Encode(ReadText(parsed), EncodeOptions.Prompt)],
            sampling with { TopLogProbabilities = parsed.GetValue(_logprobs) });
        return _format.ValueIn(parsed) == OutputFormat.Json
            ? await PrintDocumentAsync(model, prompt, cancellationToken)
            : await PrintTextAsync(model, prompt, cancellationToken);
    }

    private void ThrowIfContradictory(ParseResult parsed)
    {
        if (parsed.GetValue(_prompt) is null == parsed.Given(_promptIds) is null)
        {
            throw new UsageException("give either --prompt or --prompt-ids");
        }

        bool json = _format.ValueIn(parsed) == OutputFormat.Json;
        if (parsed.GetValue(_logprobs) is not null && !json)
        {
            throw new UsageException("--logprobs has no place in text: add --format json");
        }

        if (parsed.GetValue(_endpoint) is null)
        {
            EndpointClient.RefuseKeyWithoutEndpoint(parsed.GetValue(_apiKey));
            return;
        }

        _model.RefuseBesideEndpoint(parsed);
        if (json)
        {
            throw new UsageException("--format json needs a model loaded here, since a server does not tell token ids: leave --endpoint out");
        }
    }

    private static async Task<int> PrintDocumentAsync(LoadedModel model, Prompt prompt, CancellationToken cancellationToken)
    {
        GenerationRecord record = await GenerationRecord.RunAsync(model.Gateway, prompt, _ => { }, cancellationToken);
        record.ThrowIfUnsuccessful(cancellationToken);
        JsonOutput.Print(
            GenerationDocument.From(record, prompt, model.Tokenizer, model.Summary.LoadTime), GenerationJson.Default.GenerationDocument);
        return ExitCodes.Success;
    }

    private static async Task<int> PrintTextAsync(LoadedModel model, Prompt prompt, CancellationToken cancellationToken)
    {
        StreamingDetokenizer detokenizer = model.Tokenizer.NewDetokenizer();
        GenerationRecord record = await GenerationRecord.RunAsync(
            model.Gateway, prompt, token => Console.Write(detokenizer.Append(token.TokenId)), cancellationToken);
        if (record.Tokens.Count > 0)
        {
            Console.WriteLine(detokenizer.Flush());
        }

        record.ThrowIfUnsuccessful(cancellationToken);
        return ExitCodes.Success;
    }

    private async Task<int> RunRemoteAsync(ParseResult parsed, string endpoint, CancellationToken cancellationToken)
    {
        using var client = new EndpointClient(endpoint, parsed.GetValue(_apiKey));
        JsonNode prompt = parsed.Given(_promptIds) is { } ids
            ? new JsonArray([.. ids.Select(id => JsonValue.Create(id))])
            : JsonValue.Create(ReadText(parsed));
        await client.CompleteAsync(prompt, body => _sampling.Write(parsed, body), Console.Write, cancellationToken);
        Console.WriteLine();
        return ExitCodes.Success;
    }

    private string ReadText(ParseResult parsed) =>
        parsed.GetValue(_prompt) is "-" ? Console.In.ReadToEnd() : parsed.GetValue(_prompt)!;
}
