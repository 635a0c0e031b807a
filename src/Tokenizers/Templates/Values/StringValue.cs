namespace Xinference.Tokenizers.Templates;

internal sealed class StringValue(string text) : Value
{
    public static readonly StringValue Empty = new("");

    public string Text { get; } = text;

    public override string TypeName => "str";

    public override bool IsTrue => Text.Length > 0;

    public override Value? Attribute(string name) => StringMethods.Table.GetValueOrDefault(name)?.BindTo(this);
}
