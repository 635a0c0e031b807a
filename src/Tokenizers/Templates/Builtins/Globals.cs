using System.Collections.Frozen;
using System.Numerics;

namespace Xinference.Tokenizers.Templates;

/// <summary>The functions that every template can call.</summary>
internal static class Globals
{
    public static readonly FrozenDictionary<string, Builtin> Table = Builtin.TableOf(
        Function("range", "first second? step?", Range),
        Function("namespace", "*", Namespace),
        Function("dict", "*", Dict),
        Function("joiner", "sep?", arguments => Joiner(arguments.Text(0, ", "))),
        Function("cycler", "*", arguments => new CyclerValue([.. arguments.Positional.OfType<Value>()])),
        Function("raise_exception", "message", arguments =>
            throw new TemplateFault(Conversions.Str(arguments.Required(0), arguments.Budget), raisedByTemplate: true)),
        Function("strftime_now", "format", arguments =>
            Now(arguments, arguments.Text(0))));

    private static Builtin Function(string name, string signature, Func<Arguments, Value> body) =>
        new(name, signature, (_, arguments) => body(arguments));

    private static StringValue Now(Arguments arguments, string format)
    {
        arguments.Budget.Step(format.Length);
        return Conversions.Of(TimeFormat.Format(arguments.State.Time.GetLocalNow(), format), arguments.Budget);
    }

    private static ListValue Range(Arguments arguments)
    {
        BigInteger first = Integer(arguments.Required(0));
        bool single = arguments[1] is null;
        BigInteger start = single ? 0 : first;
        BigInteger stop = single ? first : Integer(arguments.Required(1));
        BigInteger step = arguments[2] is { } value ? Integer(value) : 1;
        if (step.IsZero)
        {
            throw new TemplateFault("range step must not be zero");
        }

        BigInteger length = BigInteger.Max(0, (stop - start + step - step.Sign) / step);
        arguments.Budget.Elements((long)BigInteger.Min(length, long.MaxValue / 16));
        return new ListValue([.. Enumerable.Range(0, (int)length).Select(i => new IntValue(start + (i * step)))]);
    }

    // Bigger ones would make each element of the list a number of hundreds of bytes.
    private static BigInteger Integer(Value value)
    {
        BigInteger number = Numbers.AsInteger(value) ?? throw new TemplateFault($"range needs integers, not '{value.TypeName}'");
        return number.GetBitLength() < 64 ? number : throw new TemplateFault("range needs integers of at most 64 bits");
    }

    private static NamespaceValue Namespace(Arguments arguments)
    {
        NamespaceValue space = new();
        foreach ((string name, Value value) in NamedItems(arguments))
        {
            space.Items[name] = value;
        }

        return space;
    }

    private static DictValue Dict(Arguments arguments)
    {
        DictValue dict = new();
        foreach ((string name, Value value) in NamedItems(arguments))
        {
            dict.Set(name, value);
        }

        return dict;
    }

    private static IEnumerable<(string Name, Value Value)> NamedItems(Arguments arguments)
    {
        IEnumerable<(string, Value)> first = arguments[0] switch
        {
            null => [],
            DictValue dict => DictMethods.Items(dict, arguments.Budget).Items.Select(pair => Pair(pair, arguments.Budget)),
            Value value => Conversions.Iterate(value, arguments.Budget).Select(pair => Pair(pair, arguments.Budget)),
        };
        return first.Concat(arguments.Named.Select(pair => (pair.Key, pair.Value)));
    }

    private static (string Name, Value Value) Pair(Value value, Budget budget)
    {
        if (Conversions.Iterate(value, budget) is not [var key, var item])
        {
            throw new TemplateFault("pairs of key and value are needed");
        }

        budget.Key(key);
        return (Conversions.Text(key), item);
    }

    private static FunctionValue Joiner(string separator)
    {
        bool used = false;
        return new FunctionValue("joiner", _ =>
        {
            StringValue text = used ? new StringValue(separator) : StringValue.Empty;
            used = true;
            return text;
        });
    }
}
