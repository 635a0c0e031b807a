namespace Xinference.Tokenizers.Templates;

/// <summary>One group of <c>groupby</c>: a pair that also has names.</summary>
internal sealed class GroupValue(Value grouper, List<Value> members) : SequenceValue([grouper, new ListValue(members)])
{
    public List<Value> Members { get; } = members;

    public override string TypeName => "tuple";

    public override SequenceValue With(List<Value> items) => new TupleValue(items);

    public override Value? Attribute(string name) => name switch
    {
        "grouper" => Items[0],
        "list" => Items[1],
        _ => null,
    };
}
