namespace Xinference.Tokenizers.Templates;

internal sealed class TextStatement(Position position, string text) : Statement(position)
{
    public override string Construct => "text";

    protected override Flow Run(Scope scope, Output output)
    {
        output.Write(text);
        return Flow.Next;
    }
}

internal sealed class PrintStatement(Position position, Expression value) : Statement(position)
{
    public override string Construct => "output";

    protected override Flow Run(Scope scope, Output output)
    {
        output.Write(Conversions.Str(value.Evaluate(scope), scope.Budget));
        return Flow.Next;
    }
}

/// <summary>Statements in order, in the scope they are run in.</summary>
internal sealed class Block(IReadOnlyList<Statement> statements)
{
    public Flow Execute(Scope scope, Output output)
    {
        foreach (Statement statement in statements)
        {
            Flow flow = statement.Execute(scope, output);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    /// <summary>The text it writes when run in a scope of its own.</summary>
    public StringValue Capture(Scope scope)
    {
        Output output = new(scope.Budget);
        Execute(scope.Inner(), output);
        return output.ToValue();
    }
}

internal sealed class IfStatement(Position position, IReadOnlyList<(Expression Condition, Block Body)> branches, Block? otherwise) : Statement(position)
{
    public override string Construct => "if";

    protected override Flow Run(Scope scope, Output output)
    {
        foreach ((Expression condition, Block body) in branches)
        {
            if (condition.Evaluate(scope).IsTrue)
            {
                return body.Execute(scope, output);
            }
        }

        return otherwise?.Execute(scope, output) ?? Flow.Next;
    }
}

internal sealed class JumpStatement(Position position, Flow flow) : Statement(position)
{
    public override string Construct => flow == Flow.Break ? "break" : "continue";

    protected override Flow Run(Scope scope, Output output) => flow;
}

internal sealed class SetStatement(Position position, Target target, Expression value) : Statement(position)
{
    public override string Construct => "set";

    protected override Flow Run(Scope scope, Output output)
    {
        target.Assign(scope, value.Evaluate(scope));
        return Flow.Next;
    }
}

internal sealed class SetBlockStatement(Position position, Target target, FilterExpression? filter, Block body) : Statement(position)
{
    public override string Construct => "set block";

    protected override Flow Run(Scope scope, Output output)
    {
        Value text = body.Capture(scope);
        target.Assign(scope, filter?.ApplyToBlock(text, scope) ?? text);
        return Flow.Next;
    }
}

internal sealed class FilterStatement(Position position, FilterExpression filter, Block body) : Statement(position)
{
    public override string Construct => "filter block";

    protected override Flow Run(Scope scope, Output output)
    {
        output.Write(Conversions.Str(filter.ApplyToBlock(body.Capture(scope), scope), scope.Budget));
        return Flow.Next;
    }
}

/// <summary>A block with variables of its own: <c>with</c>, and <c>generation</c>, which marks the assistant's text for training.</summary>
internal sealed class WithStatement(Position position, IReadOnlyList<(Target Target, Expression Value)> variables, Block body) : Statement(position)
{
    public override string Construct => "block";

    protected override Flow Run(Scope scope, Output output)
    {
        Scope inner = scope.Inner();
        foreach ((Target target, Expression value) in variables)
        {
            target.Assign(inner, value.Evaluate(scope));
        }

        return body.Execute(inner, output);
    }
}
