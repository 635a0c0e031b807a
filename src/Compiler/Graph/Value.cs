using Xinference.Kernels;

namespace Xinference.Compiler.Graph;

/// <summary>Which rows of a step a value has one row for.</summary>
internal enum RowKind
{
    /// <summary>Every token of the step.</summary>
    Token,

    /// <summary>Every token whose logits are wanted.</summary>
    LogitRow,

    /// <summary>Every pair of a token and one of its experts, those of an expert one after another.</summary>
    Expert,

    /// <summary>One row, whatever the step.</summary>
    Single,
}

/// <summary>An activation: <c>[rows, Width]</c> elements. Equality is identity.</summary>
internal sealed class Value(string name, int width, RowKind rows = RowKind.Token, ActivationFormat format = ActivationFormat.F32)
{
    public string Name { get; } = name;

    public int Width { get; } = width;

    public RowKind Rows { get; } = rows;

    /// <summary>Floats, or units of four bytes, that a row takes.</summary>
    public int RowFloats { get; } = format.RowFloats(width);

    public override string ToString() => $"{Name}[{Width}]";
}
