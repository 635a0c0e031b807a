using Xinference.Catalog;
using Xinference.Engine.Sequences;
using Xinference.Inference;
using Xinference.Kernels;
using Xinference.Models;
using Xinference.Tokenizers;

namespace Xinference.Loading;

/// <summary>A model that gives one vector or score for a sequence. One caller at a time. Disposing unmaps the weights.</summary>
public sealed class SequenceModel : IDisposable
{
    private readonly SequenceRunner _runner;
    private readonly ThreadTeam _team;
    private readonly ModelFiles _files;

    internal SequenceModel(SequenceRunner runner, ThreadTeam team, ModelFiles files)
    {
        _runner = runner;
        _team = team;
        _files = files;
    }

    /// <summary>Where it was loaded from, and what it goes by.</summary>
    public required ModelLocation Location { get; init; }

    /// <summary>What was loaded and how it runs.</summary>
    public required ModelSummary Summary { get; init; }

    /// <summary>Text to token ids.</summary>
    public required ITokenizer Tokenizer { get; init; }

    /// <summary>Number of token ids.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Weights of the blocks' matrices, each of which every token is multiplied with; tables of embeddings do not count.</summary>
    public long BlockParameters => _files.Weights.Tensors.Values
        .Where(t => t.Shape.Rank == 2 && (t.Name.StartsWith("blk.", StringComparison.Ordinal) || t.Name.Contains("layer", StringComparison.Ordinal)))
        .Sum(t => t.Shape.Elements);

    /// <summary>How rows become one vector, or a score.</summary>
    public Pooling Pooling => _files.Pooling;

    /// <summary>Elements of a result: those of an embedding, or the labels of a classifier.</summary>
    public int OutputSize => _runner.OutputSize;

    /// <summary>Tokens that a sequence may have.</summary>
    public int MaxLength => _runner.MaxLength;

    /// <summary>The tokens of a text, with those that the model wants around it; special tokens spelled in the text are read as letters.</summary>
    /// <exception cref="TokenizerException">The text holds something the vocabulary cannot express.</exception>
    public SequenceInput Encode(string text) =>
        new(Tokenizer.Encode(text, new EncodeOptions(AddSpecialTokens: true, ParseSpecialTokens: false)).ToArray());

    /// <summary>A query and a document as one sequence, <c>[CLS] query [SEP] document [SEP]</c>; the document is the second segment.</summary>
    /// <exception cref="TokenizerException">The text holds something the vocabulary cannot express, or the tokenizer has no separator.</exception>
    public SequenceInput EncodePair(string query, string document)
    {
        if (Encode("").TokenIds.Span is not [.., var separator])
        {
            throw new TokenizerException("the tokenizer adds no separator behind a text, so a query and a document cannot be told apart");
        }

        ReadOnlyMemory<int> first = Encode(query).TokenIds;
        return new((int[])[.. first.Span, .. Tokenizer.Encode(document, EncodeOptions.PlainText), separator], first.Length);
    }

    /// <summary>Why a sequence cannot be run, for people; null where it can.</summary>
    public string? FindFault(SequenceInput input)
    {
        if (input.TokenIds.Length < 1 || input.TokenIds.Length > MaxLength)
        {
            return $"a sequence of {input.TokenIds.Length} tokens does not fit the model, which takes 1…{MaxLength}";
        }

        int fault = input.TokenIds.Span.IndexOfAnyExceptInRange(0, VocabularySize - 1);
        return fault < 0 ? null : $"token id {input.TokenIds.Span[fault]} is outside the vocabulary of {VocabularySize}";
    }

    /// <summary>The results of all sequences, in their order, each <see cref="OutputSize"/> floats; batches form by themselves.</summary>
    /// <exception cref="ArgumentException">One of them cannot be run, see <see cref="FindFault"/>.</exception>
    public float[][] Run(IReadOnlyList<SequenceInput> inputs, CancellationToken cancellationToken = default)
    {
        string? fault = inputs.Select(FindFault).FirstOrDefault(f => f is not null);
        return fault is null ? _runner.Run(inputs, cancellationToken) : throw new ArgumentException(fault, nameof(inputs));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runner.Dispose();
        _team.Dispose();
        _files.Dispose();
    }
}
