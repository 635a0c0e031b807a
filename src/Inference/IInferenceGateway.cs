namespace Xinference.Inference;

/// <summary>The narrow waist: everything above it serves, everything below it computes.</summary>
public interface IInferenceGateway
{
    /// <summary>What the model behind it can take.</summary>
    ModelLimits Limits { get; }

    /// <summary>
    /// Runs one generation. Events come as they happen; the last one is always <see cref="TokenEvent.Finished"/>. Cancelling, or leaving
    /// the enumeration early, frees everything the generation holds within one step; a cancelled enumeration still ends in
    /// <see cref="FinishReason.Cancelled"/> rather than an exception.
    /// </summary>
    IAsyncEnumerable<TokenEvent> GenerateAsync(Prompt prompt, CancellationToken cancellationToken = default);
}

/// <summary>What a model can take.</summary>
/// <param name="VocabularySize">Number of token ids.</param>
/// <param name="ContextLength">Prompt and generated tokens together, at the most.</param>
public readonly record struct ModelLimits(int VocabularySize, int ContextLength);
