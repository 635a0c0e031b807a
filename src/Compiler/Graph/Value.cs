namespace Xinference.Compiler.Graph;

/// <summary>Which rows of a step a value has one row for.</summary>
internal enum RowKind
{
    /// <summary>Every token of the step.</summary>
    Token,

    /// <summary>Every token whose logits are wanted.</summary>
    LogitRow,
}

/// <summary>An activation: <c>[rows, Width]</c> floats. Equality is identity.</summary>
internal sealed class Value(string name, int width, RowKind rows = RowKind.Token)
{
    public string Name { get; } = name;

    public int Width { get; } = width;

    public RowKind Rows { get; } = rows;

    public override string ToString() => $"{Name}[{Width}]";
}
