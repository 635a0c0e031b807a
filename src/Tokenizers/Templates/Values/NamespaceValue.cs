namespace Xinference.Tokenizers.Templates;

/// <summary>The object of <c>namespace()</c>: attributes that inner scopes may assign.</summary>
internal sealed class NamespaceValue : Value
{
    public Dictionary<string, Value> Items { get; } = new(StringComparer.Ordinal);

    public override string TypeName => "Namespace";

    public override Value? Attribute(string name) => Items.GetValueOrDefault(name);
}
