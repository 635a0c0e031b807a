namespace Xinference.Tokenizers.Templates;

internal sealed record ForSyntax(Target Target, Expression Items, Expression? Filter, bool Recursive, Block Body, Block? Otherwise);

internal sealed class ForStatement(Position position, ForSyntax syntax) : Statement(position)
{
    public override string Construct => "for";

    protected override Flow Run(Scope scope, Output output)
    {
        Loop(scope, syntax.Items.Evaluate(scope), 1, output);
        return Flow.Next;
    }

    private void Loop(Scope scope, Value iterable, int depth, Output output)
    {
        IReadOnlyList<Value> items = Select(scope, Conversions.Iterate(iterable, scope.Budget));
        LoopValue loop = new(items, depth, syntax.Recursive ? arguments => Recurse(scope, arguments, depth + 1) : null, scope.Budget);
        for (int i = 0; i < items.Count; i++)
        {
            loop.Index = i;
            Scope inner = scope.Inner();
            inner.Set("loop", loop);
            syntax.Target.Assign(inner, items[i]);
            if (syntax.Body.Execute(inner, output) == Flow.Break)
            {
                return;
            }
        }

        if (items.Count == 0)
        {
            syntax.Otherwise?.Execute(scope.Inner(), output);
        }
    }

    private StringValue Recurse(Scope scope, Arguments arguments, int depth)
    {
        Output output = new(scope.Budget);
        Loop(scope, arguments.Required(0), depth, output);
        return output.ToValue();
    }

    private IReadOnlyList<Value> Select(Scope scope, IReadOnlyList<Value> items)
    {
        if (syntax.Filter is null)
        {
            return items;
        }

        List<Value> selected = [];
        foreach (Value item in items)
        {
            Scope inner = scope.Inner();
            syntax.Target.Assign(inner, item);
            if (syntax.Filter.Evaluate(inner).IsTrue)
            {
                selected.Add(item);
            }
        }

        return selected;
    }
}
