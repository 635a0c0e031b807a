using System.Text.Json.Nodes;

namespace Xinference.Tokenizers.Templates;

/// <summary>A parsed chat template: the Jinja text that models ship, run in a sandbox. Immutable and safe to share between threads.</summary>
public sealed class ChatTemplate
{
    private readonly TemplateLimits _limits;

    private readonly Block _body;

    private ChatTemplate(string source, TemplateLimits limits)
    {
        Source = source;
        _limits = limits;
        _body = StatementParser.Parse(source, limits);
    }

    /// <summary>The text it was parsed from.</summary>
    public string Source { get; }

    /// <summary>Parses a template.</summary>
    /// <param name="source">The Jinja text of <c>chat_template</c>.</param>
    /// <param name="limits">The sandbox's bounds; <see cref="TemplateLimits.Default"/> when null.</param>
    /// <param name="origin">The file or key that holds the text; the message of a fault begins with it.</param>
    /// <exception cref="TemplateException">The text is not a template, or passes a limit.</exception>
    public static ChatTemplate Parse(string source, TemplateLimits? limits = null, string? origin = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            return new ChatTemplate(source, limits ?? TemplateLimits.Default);
        }
        catch (TemplateException fault) when (origin is not null)
        {
            throw fault.From(origin);
        }
    }

    /// <summary>Renders the prompt of a conversation.</summary>
    /// <exception cref="TemplateException">The template refused the input, does something unsupported, or passed a limit.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public string Render(ChatTemplateInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            Budget budget = new(_limits, cancellationToken);
            Scope scope = new(new RenderState(budget, input.Time), null);
            SetVariables(scope, input);
            Output output = new(budget);
            _body.Execute(scope, output);
            return output.ToString();
        }
        catch (TemplateFault fault)
        {
            throw TemplateException.At(new Position(1, 1), "input", fault);
        }
    }

    private static void SetVariables(Scope scope, ChatTemplateInput input)
    {
        foreach ((string name, Builtin function) in Globals.Table)
        {
            scope.Set(name, function.BindTo(NoneValue.Instance));
        }

        scope.Set("messages", Conversions.ListOf(input.Messages.Select(message => JsonReader.Read(message, scope.Budget)), scope.Budget));
        scope.Set("tools", JsonReader.Read(input.Tools, scope.Budget));
        scope.Set("documents", JsonReader.Read(input.Documents, scope.Budget));
        scope.Set("add_generation_prompt", BoolValue.Of(input.AddGenerationPrompt));
        SetText(scope, "bos_token", input.BosToken);
        SetText(scope, "eos_token", input.EosToken);
        foreach ((string name, JsonNode? value) in input.Arguments)
        {
            scope.Set(name, JsonReader.Read(value, scope.Budget));
        }
    }

    private static void SetText(Scope scope, string name, string? text)
    {
        if (text is not null)
        {
            scope.Set(name, new StringValue(text));
        }
    }
}
