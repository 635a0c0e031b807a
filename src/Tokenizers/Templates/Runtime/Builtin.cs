using System.Collections.Frozen;

namespace Xinference.Tokenizers.Templates;

/// <summary>A filter, test, method or function of the language; <paramref name="body"/> gets the subject and the bound arguments.</summary>
internal sealed class Builtin(string name, string signature, Func<Value, Arguments, Value> body)
{
    private const string AnyArguments = "*";

    private readonly string[] _names =
        [.. signature.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(parameter => parameter.TrimEnd('?'))];

    private readonly int _required =
        signature.Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(parameter => !parameter.EndsWith('?') && parameter != AnyArguments);

    public string Name { get; } = name;

    public Value Invoke(Value subject, Arguments arguments) =>
        body(subject, signature == AnyArguments ? arguments : Bind(arguments));

    public FunctionValue BindTo(Value subject) => new(Name, arguments => Invoke(subject, arguments));

    public static FrozenDictionary<string, Builtin> TableOf(params IEnumerable<Builtin> builtins) =>
        builtins.ToFrozenDictionary(builtin => builtin.Name, StringComparer.Ordinal);

    private Arguments Bind(Arguments arguments)
    {
        if (arguments.Positional.Count > _names.Length)
        {
            throw new TemplateFault($"{Name} takes at most {_names.Length} arguments, not {arguments.Positional.Count}");
        }

        Value?[] bound = new Value?[_names.Length];
        for (int i = 0; i < arguments.Positional.Count; i++)
        {
            bound[i] = arguments.Positional[i];
        }

        foreach ((string key, Value value) in arguments.Named)
        {
            int index = Array.IndexOf(_names, key);
            if (index < 0 || bound[index] is not null)
            {
                throw new TemplateFault(index < 0 ? $"{Name} has no argument '{key}'" : $"{Name} got two values for '{key}'");
            }

            bound[index] = value;
        }

        int missing = Array.FindIndex(bound, 0, _required, value => value is null);
        return missing < 0
            ? new Arguments(arguments.State, bound, Arguments.NoNames)
            : throw new TemplateFault($"{Name} needs the argument '{_names[missing]}'");
    }
}
