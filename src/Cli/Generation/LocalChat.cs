using System.Text.Json.Nodes;
using Xinference.Inference;
using Xinference.Loading;
using Xinference.Tokenizers;
using Xinference.Tokenizers.Templates;

namespace Xinference.Cli.Generation;

/// <summary>Answers conversations with a model loaded in this process.</summary>
internal sealed class LocalChat
{
    private readonly LoadedModel _model;
    private readonly ChatTemplate _template;
    private readonly SamplingOptions _sampling;

    /// <param name="model">The model.</param>
    /// <param name="sampling">How tokens are drawn.</param>
    /// <exception cref="UsageException">The model has no chat template.</exception>
    public LocalChat(LoadedModel model, SamplingOptions sampling)
    {
        _model = model;
        _sampling = sampling;
        _template = model.Template
            ?? throw new UsageException($"model '{model.Name}' brings no chat template, so it can only continue text: use xinference generate");
    }

    /// <summary>Generates the next turn.</summary>
    public async Task AnswerAsync(JsonArray messages, Action<string> onText, CancellationToken cancellationToken)
    {
        ITokenizer tokenizer = _model.Tokenizer;
        string rendered = _template.Render(
            new ChatTemplateInput
            {
                Messages = [.. messages.Select(m => m!.AsObject())],
                AddGenerationPrompt = true,
                BosToken = tokenizer.Special.Bos is { } bos ? tokenizer.TokenText(bos) : null,
                EosToken = tokenizer.Special.Eos is { } eos ? tokenizer.TokenText(eos) : null,
            },
            cancellationToken);
        var prompt = new Prompt([.. tokenizer.Encode(rendered, EncodeOptions.Rendered)], _sampling);
        StreamingDetokenizer detokenizer = tokenizer.NewDetokenizer();
        GenerationRecord record = await GenerationRecord.RunAsync(
            _model.Gateway, prompt, token => onText(detokenizer.Append(token.TokenId)), cancellationToken);
        onText(detokenizer.Flush());
        record.ThrowIfUnsuccessful(cancellationToken);
    }
}
