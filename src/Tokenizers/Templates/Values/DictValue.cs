namespace Xinference.Tokenizers.Templates;

/// <summary>A dict that keeps the order of insertion.</summary>
internal sealed class DictValue(OrderedDictionary<Value, Value> items) : Value
{
    public DictValue()
        : this(new OrderedDictionary<Value, Value>(KeyComparer.Instance))
    {
    }

    public OrderedDictionary<Value, Value> Items { get; } = items;

    public override string TypeName => "dict";

    public override bool IsTrue => Items.Count > 0;

    /// <summary>The value of a key, or null; a key that cannot be hashed is a fault.</summary>
    public Value? Find(Value key, Budget budget)
    {
        budget.Key(key);
        return Items.GetValueOrDefault(key);
    }

    public void Put(Value key, Value value, Budget budget)
    {
        budget.Key(key);
        Items[key] = value;
    }

    public Value? Get(string key) => Items.GetValueOrDefault(new StringValue(key));

    public void Set(string key, Value value) => Items[new StringValue(key)] = value;

    public override Value? Attribute(string name) => DictMethods.Table.GetValueOrDefault(name)?.BindTo(this);
}
