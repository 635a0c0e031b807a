using System.CommandLine;
using System.Globalization;
using Xinference.Cli.Sequences;
using Xinference.Inference;
using Xinference.Loading;
using Xinference.Models;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference rerank</c>: how well documents answer a query.</summary>
internal sealed class RerankCommand
{
    private readonly ModelOptions _model = new("--model-path");

    private readonly Option<string?> _query = new("--query", "-q")
    {
        Description = "What the documents are held against.",
        HelpName = "text",
    };

    private readonly Option<string[]> _documents = new("--document", "-d")
    {
        Description = "Documents to score.",
        HelpName = "text",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int[]?> _ids = SequenceOptions.Ids(
        "Token ids of a ready pair, those around the texts included, all of the first segment.");

    private readonly ChoiceOption<OutputFormat> _format = CommonOptions.Format();

    public static Command Create() => new RerankCommand().Build();

    private CliCommand Build()
    {
        CliCommand command = new CliCommand(
            "rerank",
            "Scores documents against a query with a cross-encoder; the score is the classifier's own, json prints one document a line for each.",
            "xinference rerank --model-path reranker.gguf --query \"what is a cat\" --document \"an animal\" --document \"a car\"",
            "xinference rerank --model-path reranker.gguf --ids 101,204,102,417,102 --format json")
            .With([.. _model.All, _query, _documents, _ids, _format]);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string? query = parsed.GetValue(_query);
        string[] documents = parsed.GetValue(_documents) ?? [];
        int[]? ids = parsed.Given(_ids);
        if (ids is null ? query is null || documents.Length == 0 : query is not null || documents.Length > 0)
        {
            throw new UsageException("give either --query and --document, or --ids");
        }

        using SequenceModel model = await Loader.LoadSequenceModelAsync(_model.Locate(parsed), _model.Read(parsed), cancellationToken);
        if (model.Pooling != Pooling.Rank || model.OutputSize != 1)
        {
            throw new ModelException(model.Pooling == Pooling.Rank
                ? $"the model sorts texts into {model.OutputSize} classes, so it has no score for a pair"
                : "the model gives embeddings and no scores; xinference embed runs it");
        }

        IReadOnlyList<SequenceInput> inputs = ids is null ? [.. documents.Select(d => model.EncodePair(query!, d))] : [new(ids)];
        float[][] rows = SequenceOptions.Run(model, inputs, cancellationToken);
        for (int i = 0; i < rows.Length; i++)
        {
            Print(rows[i][0], ids is null ? documents[i] : "", _format.ValueIn(parsed));
        }

        return ExitCodes.Success;
    }

    private static void Print(float score, string document, OutputFormat? format)
    {
        if (format == OutputFormat.Json)
        {
            JsonOutput.Print(new ScoreDocument(score), SequenceJson.Default.ScoreDocument);
        }
        else
        {
            Console.WriteLine($"{score.ToString("G9", CultureInfo.InvariantCulture)} {document}".TrimEnd());
        }
    }
}
