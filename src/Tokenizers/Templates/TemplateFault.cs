namespace Xinference.Tokenizers.Templates;

/// <summary>A fault found below the syntax tree; the innermost node adds its place and makes it a <see cref="TemplateException"/>.</summary>
internal sealed class TemplateFault(string message, bool raisedByTemplate = false) : Exception(message)
{
    public bool RaisedByTemplate { get; } = raisedByTemplate;
}
