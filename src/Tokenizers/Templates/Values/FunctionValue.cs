namespace Xinference.Tokenizers.Templates;

/// <summary>Anything callable: a global function, a bound method, a macro, a caller.</summary>
internal sealed class FunctionValue(string name, Func<Arguments, Value> body) : Value
{
    public string Name { get; } = name;

    public override string TypeName => "function";

    public Value Call(Arguments arguments) => body(arguments);

    public override Value? Attribute(string name) => name == "name" ? new StringValue(Name) : null;
}
