namespace Xinference.Tokenizers.Templates;

/// <summary>The parameters and body of a macro or call block, and which implicit names the body mentions.</summary>
internal sealed record MacroSyntax(
    string Name, IReadOnlyList<(string Name, Expression? Default)> Parameters, Block Body, IReadOnlySet<string> Mentions)
{
    /// <summary>A function that runs the body in a scope inside the one it was defined in.</summary>
    public FunctionValue Bind(Scope defining) => new(Name, arguments => Invoke(defining, arguments));

    private StringValue Invoke(Scope defining, Arguments arguments)
    {
        defining.Budget.Enter();
        Scope scope = defining.Inner();
        Dictionary<string, Value> named = new(arguments.Named, StringComparer.Ordinal);
        BindParameters(scope, arguments, named);
        BindRest(scope, arguments, named);
        Output output = new(scope.Budget);
        Body.Execute(scope, output);
        defining.Budget.Leave();
        return output.ToValue();
    }

    private void BindParameters(Scope scope, Arguments arguments, Dictionary<string, Value> named)
    {
        for (int i = 0; i < Parameters.Count; i++)
        {
            (string name, Expression? fallback) = Parameters[i];
            bool isNamed = named.Remove(name, out Value? value);
            if (isNamed && i < arguments.Positional.Count)
            {
                throw new TemplateFault($"macro '{Name}' got multiple values for argument '{name}'");
            }

            value ??= arguments[i] ?? fallback?.Evaluate(scope);
            scope.Set(name, value ?? new UndefinedValue($"parameter '{name}' was not provided"));
        }
    }

    // As in Jinja2, more arguments than parameters are welcome only where the body uses varargs, kwargs or caller.
    private void BindRest(Scope scope, Arguments arguments, Dictionary<string, Value> named)
    {
        if (Mentions.Contains("caller") && Parameters.All(parameter => parameter.Name != "caller"))
        {
            named.Remove("caller", out Value? caller);
            scope.Set("caller", caller ?? new UndefinedValue("No caller defined"));
        }

        if (Mentions.Contains("kwargs"))
        {
            DictValue rest = new();
            named.ToList().ForEach(pair => rest.Set(pair.Key, pair.Value));
            scope.Set("kwargs", rest);
        }
        else if (named.Count > 0)
        {
            throw new TemplateFault($"macro '{Name}' takes no keyword argument '{named.Keys.First()}'");
        }

        if (Mentions.Contains("varargs"))
        {
            scope.Set("varargs", new TupleValue([.. arguments.Positional.Skip(Parameters.Count).OfType<Value>()]));
        }
        else if (arguments.Positional.Count > Parameters.Count)
        {
            throw new TemplateFault($"macro '{Name}' takes not more than {Parameters.Count} argument(s)");
        }
    }
}

internal sealed class MacroStatement(Position position, MacroSyntax macro) : Statement(position)
{
    public override string Construct => $"macro '{macro.Name}'";

    protected override Flow Run(Scope scope, Output output)
    {
        scope.Set(macro.Name, macro.Bind(scope));
        return Flow.Next;
    }
}

internal sealed class CallBlockStatement(Position position, CallExpression call, MacroSyntax body) : Statement(position)
{
    public override string Construct => "call block";

    protected override Flow Run(Scope scope, Output output)
    {
        output.Write(Conversions.Str(call.Invoke(scope, body.Bind(scope)), scope.Budget));
        return Flow.Next;
    }
}
