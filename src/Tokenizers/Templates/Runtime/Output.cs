using System.Text;

namespace Xinference.Tokenizers.Templates;

/// <summary>Text under construction, bounded by the budget.</summary>
internal sealed class Output(Budget budget)
{
    private readonly StringBuilder _text = new();

    public int Length => _text.Length;

    public void Write(ReadOnlySpan<char> text)
    {
        budget.Output(_text.Length + (long)text.Length);
        budget.Text(text.Length);
        _text.Append(text);
    }

    public StringValue ToValue() => new(_text.ToString());

    public override string ToString() => _text.ToString();
}
