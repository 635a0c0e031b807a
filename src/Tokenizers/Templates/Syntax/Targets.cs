namespace Xinference.Tokenizers.Templates;

/// <summary>What <c>set</c> and <c>for</c> assign to.</summary>
internal abstract class Target
{
    public abstract void Assign(Scope scope, Value value);
}

internal sealed class NameTarget(string name) : Target
{
    public override void Assign(Scope scope, Value value) => scope.Set(name, value);
}

/// <summary>
/// <c>object.name</c>. Jinja2 allows it on namespaces only; on dicts it is allowed here too, since published templates do it to messages.
/// </summary>
internal sealed class AttributeTarget(Expression target, string name) : Target
{
    public override void Assign(Scope scope, Value value)
    {
        scope.Budget.Elements(1);
        switch (target.Evaluate(scope))
        {
            case NamespaceValue space: space.Items[name] = value; break;
            case DictValue dict: dict.Set(name, value); break;
            case Value other: throw new TemplateFault($"cannot assign attribute '{name}' on '{other.TypeName}', which is no namespace");
        }
    }
}

internal sealed class TupleTarget(IReadOnlyList<Target> targets) : Target
{
    public override void Assign(Scope scope, Value value)
    {
        IReadOnlyList<Value> values = Conversions.Iterate(value, scope.Budget);
        if (values.Count != targets.Count)
        {
            throw new TemplateFault($"cannot unpack {values.Count} values into {targets.Count} names");
        }

        for (int i = 0; i < targets.Count; i++)
        {
            targets[i].Assign(scope, values[i]);
        }
    }
}
