namespace Xinference.Tokenizers.Templates;

/// <summary>A list or a tuple.</summary>
internal abstract class SequenceValue(List<Value> items) : Value
{
    public List<Value> Items { get; } = items;

    public override bool IsTrue => Items.Count > 0;

    public abstract SequenceValue With(List<Value> items);
}

internal sealed class ListValue(List<Value> items) : SequenceValue(items)
{
    public override string TypeName => "list";

    public override SequenceValue With(List<Value> items) => new ListValue(items);

    public override Value? Attribute(string name) => ListMethods.Table.GetValueOrDefault(name)?.BindTo(this);
}

internal sealed class TupleValue(List<Value> items) : SequenceValue(items)
{
    public override string TypeName => "tuple";

    public override SequenceValue With(List<Value> items) => new TupleValue(items);

    public override Value? Attribute(string name) => ListMethods.TupleTable.GetValueOrDefault(name)?.BindTo(this);
}
