namespace Xinference.Tokenizers.Templates;

/// <summary>What a missing variable, attribute or item reads as; most uses of it are faults that repeat <paramref name="reason"/>.</summary>
internal sealed class UndefinedValue(string reason) : Value
{
    public string Reason { get; } = reason;

    public override string TypeName => "Undefined";

    public override bool IsTrue => false;

    public TemplateFault Fault() => new(Reason);
}
