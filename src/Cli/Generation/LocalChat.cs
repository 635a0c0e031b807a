using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Xinference.Inference;
using Xinference.Serving;
using Xinference.Tokenizers;

namespace Xinference.Cli.Generation;

/// <summary>Answers conversations with a model loaded in this process.</summary>
internal sealed class LocalChat
{
    private readonly ServedModel _model;
    private readonly SamplingOptions _sampling;

    /// <param name="model">The model.</param>
    /// <param name="sampling">How tokens are drawn.</param>
    /// <exception cref="UsageException">The model has no chat template.</exception>
    public LocalChat(ServedModel model, SamplingOptions sampling)
    {
        _model = model.ChatTemplate is not null
            ? model
            : throw new UsageException($"model '{model.Uid}' brings no chat template, so it can only continue text: use xinference generate");
        _sampling = sampling;
    }

    /// <summary>Generates the next turn.</summary>
    public async Task AnswerAsync(IReadOnlyList<ChatMessage> messages, Action<string> onText, CancellationToken cancellationToken)
    {
        var prompt = new Prompt(ChatPrompt.Encode(_model, messages, FrozenDictionary<string, JsonNode?>.Empty, cancellationToken), _sampling);
        StreamingDetokenizer detokenizer = _model.Tokenizer.NewDetokenizer();
        GenerationRecord record = await GenerationRecord.RunAsync(
            _model.Gateway, prompt, token => onText(detokenizer.Append(token.TokenId)), cancellationToken);
        onText(detokenizer.Flush());
        record.ThrowIfUnsuccessful(cancellationToken);
    }
}
