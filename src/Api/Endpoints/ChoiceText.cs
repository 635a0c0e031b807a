using System.Collections.Immutable;
using System.Text;
using Xinference.Inference;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>Gathers the events of one choice.</summary>
internal sealed class ChoiceText
{
    private readonly StringBuilder _text = new();
    private readonly ImmutableArray<TokenText>.Builder _tokens = ImmutableArray.CreateBuilder<TokenText>();

    public string Text => _text.ToString();

    public ImmutableArray<TokenText> Tokens => _tokens.ToImmutable();

    public FinishReason Reason { get; private set; }

    public Usage Usage { get; private set; }

    public void Add(TextEvent next)
    {
        if (next is TextEvent.Delta delta)
        {
            _text.Append(delta.Text);
            _tokens.AddRange(delta.Tokens);
        }
        else if (next is TextEvent.Ended ended)
        {
            (Reason, Usage) = (ended.Reason, ended.Usage);
        }
    }
}
