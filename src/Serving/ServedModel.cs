using Xinference.Inference;
using Xinference.Tokenizers;
using Xinference.Tokenizers.Templates;

namespace Xinference.Serving;

/// <summary>A model that is loaded and answers requests.</summary>
public sealed class ServedModel
{
    private readonly Lazy<SpecialTokenGuard> _guard;
    private readonly Lazy<PromptBound> _bound;

    /// <summary>Nothing is loaded here: the parts come ready to run.</summary>
    public ServedModel()
    {
        _guard = new(() => SpecialTokenGuard.For(Tokenizer!));
        _bound = new(() => new PromptBound(Uid!, Gateway!.Limits.ContextLength, Tokenizer!));
    }

    /// <summary>The name clients ask for.</summary>
    public required string Uid { get; init; }

    /// <summary>When it was loaded.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What people and clients are told about it.</summary>
    public required ModelDescription Description { get; init; }

    /// <summary>Text to ids and back.</summary>
    public required ITokenizer Tokenizer { get; init; }

    /// <summary>Runs it.</summary>
    public required IInferenceGateway Gateway { get; init; }

    /// <summary>Turns a conversation into text; null where the model can only continue text.</summary>
    public ChatTemplate? ChatTemplate { get; init; }

    /// <summary>What holds where a request says nothing, as the model's <c>generation_config.json</c> gives it.</summary>
    public SamplingOptions DefaultSampling { get; init; } = new();

    internal SpecialTokenGuard SpecialTokens => _guard.Value;

    internal PromptBound PromptBound => _bound.Value;
}
