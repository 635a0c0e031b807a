namespace Xinference.Tokenizers.Templates;

/// <summary>The arguments of a call. After binding to a signature they sit in its order, null where left out.</summary>
internal sealed class Arguments(RenderState state, IReadOnlyList<Value?> positional, IReadOnlyDictionary<string, Value> named)
{
    public static readonly IReadOnlyDictionary<string, Value> NoNames = new Dictionary<string, Value>();

    public RenderState State { get; } = state;

    public Budget Budget => State.Budget;

    public IReadOnlyList<Value?> Positional { get; } = positional;

    public IReadOnlyDictionary<string, Value> Named { get; } = named;

    /// <summary>The value at a place; null where it was left out.</summary>
    public Value? this[int index] => index < Positional.Count ? Positional[index] : null;

    public Value Required(int index) => this[index] ?? throw new TemplateFault($"argument {index + 1} is missing");

    public string Text(int index) => Conversions.Text(Required(index));

    public string Text(int index, string fallback) => this[index] is { } value ? Conversions.Text(value) : fallback;

    public int Int(int index, int fallback) => this[index] is null or NoneValue ? fallback : Numbers.ToIndex(Required(index));

    public bool Flag(int index, bool fallback) => this[index]?.IsTrue ?? fallback;

    /// <summary>The arguments from a place on, for filters that hand the rest to another one.</summary>
    public Arguments Slice(int from) => new(State, [.. Positional.Skip(from)], Named);
}
