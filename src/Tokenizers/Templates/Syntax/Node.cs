namespace Xinference.Tokenizers.Templates;

/// <summary>An expression of the syntax tree; it computes a value in a scope.</summary>
internal abstract class Expression(Position position)
{
    public Position Position { get; } = position;

    /// <summary>What this is, for messages: <c>filter 'trim'</c>.</summary>
    public abstract string Construct { get; }

    public Value Evaluate(Scope scope)
    {
        try
        {
            scope.Budget.Enter();
            Value value = Compute(scope);
            scope.Budget.Leave();
            return value;
        }
        catch (TemplateFault fault)
        {
            throw TemplateException.At(Position, Construct, fault);
        }
    }

    protected abstract Value Compute(Scope scope);
}

/// <summary>How a statement ended.</summary>
internal enum Flow { Next, Break, Continue }

/// <summary>A statement of the syntax tree; it writes text and changes variables.</summary>
internal abstract class Statement(Position position)
{
    public Position Position { get; } = position;

    public abstract string Construct { get; }

    public Flow Execute(Scope scope, Output output)
    {
        try
        {
            scope.Budget.Enter();
            Flow flow = Run(scope, output);
            scope.Budget.Leave();
            return flow;
        }
        catch (TemplateFault fault)
        {
            throw TemplateException.At(Position, Construct, fault);
        }
    }

    protected abstract Flow Run(Scope scope, Output output);
}
