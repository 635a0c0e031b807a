using System.Numerics;

namespace Xinference.Tokenizers.Templates;

/// <summary>Python's unbounded integer, bounded to <see cref="MaxBits"/> bits.</summary>
internal sealed class IntValue(BigInteger value) : Value
{
    public const int MaxBits = 4096;

    public BigInteger Value { get; } =
        value.GetBitLength() <= MaxBits ? value : throw new TemplateFault($"the integer passes the limit of {MaxBits} bits");

    public override string TypeName => "int";

    public override bool IsTrue => !Value.IsZero;
}
