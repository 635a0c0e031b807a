namespace Xinference.Tokenizers.Templates;

internal sealed class ConstantExpression(Position position, Value value) : Expression(position)
{
    public override string Construct => "literal";

    protected override Value Compute(Scope scope) => value;
}

internal sealed class NameExpression(Position position, string name) : Expression(position)
{
    public string Name { get; } = name;

    public override string Construct => $"variable '{Name}'";

    protected override Value Compute(Scope scope) => scope.Find(Name) ?? new UndefinedValue($"'{Name}' is undefined");
}

internal sealed class SequenceExpression(Position position, IReadOnlyList<Expression> items, bool tuple) : Expression(position)
{
    public IReadOnlyList<Expression> Items { get; } = items;

    public bool IsTuple { get; } = tuple;

    public override string Construct => IsTuple ? "tuple" : "list";

    protected override Value Compute(Scope scope)
    {
        scope.Budget.Elements(Items.Count);
        List<Value> values = [.. Items.Select(item => item.Evaluate(scope))];
        return IsTuple ? new TupleValue(values) : new ListValue(values);
    }
}

internal sealed class DictExpression(Position position, IReadOnlyList<(Expression Key, Expression Value)> items) : Expression(position)
{
    public override string Construct => "dict";

    protected override Value Compute(Scope scope)
    {
        scope.Budget.Elements(items.Count);
        DictValue dict = new();
        foreach ((Expression key, Expression value) in items)
        {
            Value name = key.Evaluate(scope);
            dict.Put(name, value.Evaluate(scope), scope.Budget);
        }

        return dict;
    }
}
