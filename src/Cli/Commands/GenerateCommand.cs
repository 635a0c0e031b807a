using System.CommandLine;
using System.Globalization;
using System.Text.Json;
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
    private readonly Option<string?> _prompt = new("--prompt", "-p") { Description = "Text to continue; - reads standard input." };
    private readonly Option<string?> _promptIds = new("--prompt-ids") { Description = "Token ids to continue, such as 1,403,407." };
    private readonly Option<int?> _logprobs = new Option<int?>("--logprobs")
    {
        Description = "List the log-probability of each token and this many of the best candidates (JSON only).",
    }.InRange(0, 20);

    private readonly Option<OutputFormat> _format = CommonOptions.Format();
    private readonly Option<string?> _endpoint = CommonOptions.Endpoint();
    private readonly Option<string?> _apiKey = CommonOptions.ApiKey();

    public static Command Create() => new GenerateCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "generate",
            """
            Continues a prompt with a model loaded here, or on a server with --endpoint.

            Examples:
              xinference generate --prompt "Once upon a time" --max-tokens 50
              xinference generate --model-path model.gguf --prompt-ids 1,403,407 --temperature 0 --logprobs 5 --compute f32 --format json
              xinference generate --endpoint http://127.0.0.1:9997 --prompt "Hello"
            """);
        foreach (Option option in (IEnumerable<Option>)
            [.. _model.All, _prompt, _promptIds, .. _sampling.All, _logprobs, _format, _endpoint, _apiKey])
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_prompt) is null == parsed.GetValue(_promptIds) is null)
        {
            throw new UsageException("give either --prompt or --prompt-ids");
        }

        if (parsed.GetValue(_endpoint) is { } endpoint)
        {
            return await RunRemoteAsync(parsed, endpoint, cancellationToken);
        }

        await using LoadedModel model = await Loader.LoadAsync(
            _model.Locate(parsed), _model.Read(parsed), NullLoggerFactory.Instance, cancellationToken);
        var prompt = new Prompt(
            [.. ReadPrompt(parsed, model.Tokenizer)],
            _sampling.Read(parsed, model.DefaultSampling, model.Tokenizer.Special.EndOfGeneration) with
            {
                TopLogProbabilities = parsed.GetValue(_logprobs),
            });
        return parsed.GetValue(_format) == OutputFormat.Json
            ? await PrintDocumentAsync(model, prompt, cancellationToken)
            : await PrintTextAsync(model, prompt, cancellationToken);
    }

    private static async Task<int> PrintDocumentAsync(LoadedModel model, Prompt prompt, CancellationToken cancellationToken)
    {
        GenerationRecord record = await GenerationRecord.RunAsync(model.Gateway, prompt, _ => { }, cancellationToken);
        record.ThrowIfUnsuccessful(cancellationToken);
        var document = GenerationDocument.From(record, prompt, model.Tokenizer, model.Summary.LoadTime);
        Console.WriteLine(JsonSerializer.Serialize(document, GenerationJson.Default.GenerationDocument));
        return ExitCodes.Success;
    }

    private static async Task<int> PrintTextAsync(LoadedModel model, Prompt prompt, CancellationToken cancellationToken)
    {
        StreamingDetokenizer detokenizer = model.Tokenizer.NewDetokenizer();
        GenerationRecord record = await GenerationRecord.RunAsync(
            model.Gateway, prompt, token => Console.Write(detokenizer.Append(token.TokenId)), cancellationToken);
        Console.WriteLine(detokenizer.Flush());
        record.ThrowIfUnsuccessful(cancellationToken);
        return ExitCodes.Success;
    }

    private async Task<int> RunRemoteAsync(ParseResult parsed, string endpoint, CancellationToken cancellationToken)
    {
        if (_model.NamesModel(parsed))
        {
            throw new UsageException("--model-path loads a model here; with --endpoint the server has its own");
        }

        if (parsed.GetValue(_promptIds) is null && parsed.GetValue(_format) == OutputFormat.Text)
        {
            using var client = new EndpointClient(endpoint, parsed.GetValue(_apiKey));
            await client.CompleteAsync(
                ReadText(parsed), body => _sampling.Write(parsed, body), Console.Write, cancellationToken);
            Console.WriteLine();
            return ExitCodes.Success;
        }

        throw new UsageException("--prompt-ids and --format json need a model loaded here: leave --endpoint out");
    }

    private IEnumerable<int> ReadPrompt(ParseResult parsed, ITokenizer tokenizer) => parsed.GetValue(_promptIds) is { } ids
        ? ids.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParseId)
        : tokenizer.Encode(ReadText(parsed), EncodeOptions.Prompt);

    private string ReadText(ParseResult parsed) =>
        parsed.GetValue(_prompt) is "-" ? Console.In.ReadToEnd() : parsed.GetValue(_prompt)!;

    private static int ParseId(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? id
            : throw new UsageException($"--prompt-ids: '{text}' is no token id; write them like 1,403,407");
}
