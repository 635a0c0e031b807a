namespace Xinference.Tokenizers.Templates;

/// <summary>The variable <c>loop</c> of a for block.</summary>
internal sealed class LoopValue(IReadOnlyList<Value> items, int depth, Func<Arguments, Value>? recurse, Budget budget) : Value
{
    private Value? _lastChecked;

    /// <summary>The place of the current item, from 0.</summary>
    public int Index { get; set; }

    public int Length => items.Count;

    public override string TypeName => "LoopContext";

    public override Value? Attribute(string name) => name switch
    {
        "index" => Numbers.Int(Index + 1),
        "index0" => Numbers.Int(Index),
        "revindex" => Numbers.Int(Length - Index),
        "revindex0" => Numbers.Int(Length - Index - 1),
        "first" => BoolValue.Of(Index == 0),
        "last" => BoolValue.Of(Index == Length - 1),
        "length" => Numbers.Int(Length),
        "depth" => Numbers.Int(depth),
        "depth0" => Numbers.Int(depth - 1),
        "previtem" => Index > 0 ? items[Index - 1] : new UndefinedValue("there is no previous item"),
        "nextitem" => Index + 1 < Length ? items[Index + 1] : new UndefinedValue("there is no next item"),
        "cycle" => new FunctionValue("loop.cycle", Cycle),
        "changed" => new FunctionValue("loop.changed", Changed),
        _ => null,
    };

    public Value Recurse(Arguments arguments) =>
        recurse?.Invoke(arguments) ?? throw new TemplateFault("the loop is not marked 'recursive'");

    private Value Cycle(Arguments arguments) =>
        arguments.Positional.Count > 0 ? arguments.Required(Index % arguments.Positional.Count) : throw new TemplateFault("no items for cycling given");

    private BoolValue Changed(Arguments arguments)
    {
        TupleValue now = new([.. arguments.Positional.OfType<Value>()]);
        bool changed = _lastChecked is null || !Operators.AreEqual(_lastChecked, now, budget);
        _lastChecked = now;
        return BoolValue.Of(changed);
    }
}
