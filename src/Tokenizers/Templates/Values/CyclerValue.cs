namespace Xinference.Tokenizers.Templates;

/// <summary>The object of <c>cycler(…)</c>.</summary>
internal sealed class CyclerValue(IReadOnlyList<Value> items) : Value
{
    private int _position;

    public override string TypeName => "Cycler";

    public override Value? Attribute(string name) => name switch
    {
        "current" => Current,
        "next" => new FunctionValue("cycler.next", _ => Next()),
        "reset" => new FunctionValue("cycler.reset", _ => Reset()),
        _ => null,
    };

    private Value Current => items.Count > 0 ? items[_position] : throw new TemplateFault("no items for cycling given");

    private Value Next()
    {
        Value value = Current;
        _position = (_position + 1) % items.Count;
        return value;
    }

    private NoneValue Reset()
    {
        _position = 0;
        return NoneValue.Instance;
    }
}
