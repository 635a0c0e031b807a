namespace Xinference.Tokenizers.Templates;

internal enum ArgumentKind { Positional, Named, Spread, SpreadNamed }

internal sealed record ArgumentSyntax(ArgumentKind Kind, string Name, Expression Value);

/// <summary>The arguments written at a call, evaluated left to right.</summary>
internal sealed class ArgumentList(IReadOnlyList<ArgumentSyntax> items)
{
    public static readonly ArgumentList Empty = new([]);

    public Arguments Evaluate(Scope scope)
    {
        List<Value?> positional = [];
        Dictionary<string, Value> named = new(StringComparer.Ordinal);
        foreach (ArgumentSyntax item in items)
        {
            Value value = item.Value.Evaluate(scope);
            switch (item.Kind)
            {
                case ArgumentKind.Positional: positional.Add(value); break;
                case ArgumentKind.Named: named[item.Name] = value; break;
                case ArgumentKind.Spread: positional.AddRange(Conversions.Iterate(value, scope.Budget)); break;
                case ArgumentKind.SpreadNamed: AddNamed(named, value, scope.Budget); break;
            }
        }

        return new Arguments(scope.State, positional, named);
    }

    private static void AddNamed(Dictionary<string, Value> named, Value value, Budget budget)
    {
        DictValue dict = value as DictValue ?? throw new TemplateFault($"a dict is needed after **, not '{value.TypeName}'");
        budget.Elements(dict.Items.Count);
        foreach ((Value key, Value item) in dict.Items)
        {
            budget.Key(key);
            named[Conversions.Text(key)] = item;
        }
    }
}

internal sealed class CallExpression(Position position, Expression target, ArgumentList arguments) : Expression(position)
{
    public override string Construct => target is NameExpression name ? $"call of '{name.Name}'" : $"call of {target.Construct}";

    protected override Value Compute(Scope scope) => Invoke(scope, null);

    /// <summary>Calls with the block of a <c>{% call %}</c> as the argument <c>caller</c>.</summary>
    public Value Invoke(Scope scope, FunctionValue? caller)
    {
        Value function = target.Evaluate(scope);
        Arguments evaluated = arguments.Evaluate(scope);
        if (caller is not null)
        {
            evaluated = new Arguments(scope.State, evaluated.Positional, new Dictionary<string, Value>(evaluated.Named) { ["caller"] = caller });
        }

        return function switch
        {
            FunctionValue callable => callable.Call(evaluated),
            LoopValue loop => loop.Recurse(evaluated),
            UndefinedValue undefined => throw undefined.Fault(),
            _ => throw new TemplateFault($"'{function.TypeName}' object is not callable"),
        };
    }
}

/// <summary>A filter; <paramref name="subject"/> is null only where a block's text takes its place.</summary>
internal sealed class FilterExpression(Position position, string name, Expression? subject, ArgumentList arguments) : Expression(position)
{
    public override string Construct => $"filter '{name}'";

    protected override Value Compute(Scope scope) => Apply(subject?.Evaluate(scope) ?? StringValue.Empty, scope);

    /// <summary>Applies the filter, and those written before it, to the text of a block.</summary>
    public Value ApplyToBlock(Value text, Scope scope)
    {
        try
        {
            return Apply(subject is FilterExpression inner ? inner.ApplyToBlock(text, scope) : text, scope);
        }
        catch (TemplateFault fault)
        {
            throw TemplateException.At(Position, Construct, fault);
        }
    }

    private Value Apply(Value value, Scope scope)
    {
        Builtin filter = Filters.Table.GetValueOrDefault(name) ?? throw new TemplateFault($"there is no filter named '{name}'");
        return filter.Invoke(value, arguments.Evaluate(scope));
    }
}

internal sealed class TestExpression(Position position, string name, Expression subject, ArgumentList arguments) : Expression(position)
{
    public override string Construct => $"test '{name}'";

    protected override Value Compute(Scope scope)
    {
        Builtin test = Tests.Table.GetValueOrDefault(name) ?? throw new TemplateFault($"there is no test named '{name}'");
        return test.Invoke(subject.Evaluate(scope), arguments.Evaluate(scope));
    }
}
