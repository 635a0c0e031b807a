namespace Xinference.Tokenizers.Templates;

/// <summary>A template that cannot be parsed or rendered: where it failed and why.</summary>
public sealed class TemplateException : Exception
{
    private TemplateException(string message, Position position, bool raisedByTemplate, Exception? inner)
        : base(message, inner)
    {
        Line = position.Line;
        Column = position.Column;
        RaisedByTemplate = raisedByTemplate;
    }

    /// <summary>Line in the template source, from 1.</summary>
    public int Line { get; }

    /// <summary>Column in that line, from 1, in UTF-16 units.</summary>
    public int Column { get; }

    /// <summary>Whether the template itself refused its input with <c>raise_exception</c>; the message is then the template's own.</summary>
    public bool RaisedByTemplate { get; }

    /// <summary>The same fault, with the file or key that the template came from in front of the message.</summary>
    internal TemplateException From(string origin) => new($"{origin}: {Message}", new Position(Line, Column), RaisedByTemplate, this);

    internal static TemplateException Syntax(Position position, string message) =>
        new($"template line {position.Line}, column {position.Column}: {message}", position, false, null);

    internal static TemplateException At(Position position, string construct, TemplateFault fault) =>
        fault.RaisedByTemplate
            ? new(fault.Message, position, true, fault)
            : new($"template line {position.Line}, column {position.Column}, {construct}: {fault.Message}", position, false, fault);
}
