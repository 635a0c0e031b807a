namespace Xinference.Tokenizers.Templates;

/// <summary>The variables of a block, inside those of the blocks around it.</summary>
internal sealed class Scope(RenderState state, Scope? parent)
{
    private readonly Dictionary<string, Value> _variables = new(StringComparer.Ordinal);

    public RenderState State { get; } = state;

    public Budget Budget => State.Budget;

    public Value? Find(string name)
    {
        for (Scope? scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._variables.TryGetValue(name, out Value? value))
            {
                return value;
            }
        }

        return null;
    }

    public void Set(string name, Value value) => _variables[name] = value;

    public Scope Inner() => new(State, this);

    private Scope? Outer => parent;
}
