namespace Xinference.Tokenizers.Templates;

internal sealed class AttributeExpression(Position position, Expression target, string name) : Expression(position)
{
    public override string Construct => $"attribute '{name}'";

    protected override Value Compute(Scope scope) => Access.Attribute(target.Evaluate(scope), name);
}

internal sealed class ItemExpression(Position position, Expression target, Expression key) : Expression(position)
{
    public override string Construct => "item access";

    protected override Value Compute(Scope scope) => Access.Item(target.Evaluate(scope), key.Evaluate(scope), scope.Budget);
}

internal sealed class SliceExpression(Position position, Expression target, Expression? start, Expression? stop, Expression? step) : Expression(position)
{
    public override string Construct => "slice";

    protected override Value Compute(Scope scope) =>
        Access.Slice(target.Evaluate(scope), start?.Evaluate(scope), stop?.Evaluate(scope), step?.Evaluate(scope), scope.Budget);
}
