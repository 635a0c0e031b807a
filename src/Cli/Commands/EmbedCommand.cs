using System.CommandLine;
using System.Globalization;
using Xinference.Cli.Sequences;
using Xinference.Inference;
using Xinference.Loading;
using Xinference.Models;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference embed</c>: texts or token ids become vectors.</summary>
internal sealed class EmbedCommand
{
    private readonly ModelOptions _model = new("--model-path");

    private readonly Option<string[]> _input = new("--input", "-i")
    {
        Description = "Texts to embed, each one vector.",
        HelpName = "text",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int[]?> _ids = SequenceOptions.Ids("Token ids of one sequence, those around the text included, such as 101,204,102.");

    private readonly Option<bool> _normalize = new("--normalize")
    {
        Description = "Scale vectors to length 1, so that their dot product is their cosine; default: as the model's pooling gives them.",
    };

    private readonly ChoiceOption<OutputFormat> _format = CommonOptions.Format();

    public static Command Create() => new EmbedCommand().Build();

    private CliCommand Build()
    {
        CliCommand command = new CliCommand(
            "embed",
            "Turns texts into vectors with an embedding model; json prints one document a line for each.",
            "xinference embed --model-path bge.gguf --input \"a text\" \"another text\" --normalize",
            "xinference embed --model-path bge.gguf --ids 101,204,417,102 --format json")
            .With([.. _model.All, _input, _ids, _normalize, _format]);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string[] texts = parsed.GetValue(_input) ?? [];
        int[]? ids = parsed.Given(_ids);
        if ((texts.Length == 0) == (ids is null))
        {
            throw new UsageException("give either --input or --ids");
        }

        using SequenceModel model = await Loader.LoadSequenceModelAsync(_model.Locate(parsed), _model.Read(parsed), cancellationToken);
        if (model.Pooling == Pooling.Rank)
        {
            throw new ModelException("the model scores pairs and gives no embeddings; xinference rerank runs it");
        }

        IReadOnlyList<SequenceInput> inputs = ids is null ? [.. texts.Select(model.Encode)] : [new(ids)];
        foreach (float[] row in SequenceOptions.Run(model, inputs, cancellationToken))
        {
            Print(parsed.GetValue(_normalize) ? UnitVector.Of(row) : row, _format.ValueIn(parsed));
        }

        return ExitCodes.Success;
    }

    private static void Print(float[] embedding, OutputFormat? format)
    {
        if (format == OutputFormat.Json)
        {
            JsonOutput.Print(new EmbeddingDocument(embedding), SequenceJson.Default.EmbeddingDocument);
        }
        else
        {
            Console.WriteLine(string.Join(' ', embedding.Select(e => e.ToString("G9", CultureInfo.InvariantCulture))));
        }
    }
}
