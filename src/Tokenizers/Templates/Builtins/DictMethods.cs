using System.Collections.Frozen;

namespace Xinference.Tokenizers.Templates;

/// <summary>The methods of Python's <c>dict</c>; the views come as lists.</summary>
internal static class DictMethods
{
    public static readonly FrozenDictionary<string, Builtin> Table = Builtin.TableOf(
        Method("items", "", (dict, a) => Items(dict, a.Budget)),
        Method("keys", "", (dict, a) => Conversions.ListOf(dict.Items.Keys, a.Budget)),
        Method("values", "", (dict, a) => Conversions.ListOf(dict.Items.Values, a.Budget)),
        Method("get", "key default?", (dict, a) => dict.Find(a.Required(0), a.Budget) ?? a[1] ?? NoneValue.Instance),
        Method("copy", "", (dict, a) => Copy(dict, a.Budget)),
        Method("update", "other", (dict, a) => Update(dict, a)),
        Method("pop", "key default?", (dict, a) => Pop(dict, a)),
        Method("setdefault", "key default?", (dict, a) => SetDefault(dict, a)));

    public static ListValue Items(DictValue dict, Budget budget) =>
        Conversions.ListOf(dict.Items.Select(pair => new TupleValue([pair.Key, pair.Value])), budget);

    private static Builtin Method(string name, string signature, Func<DictValue, Arguments, Value> body) =>
        new(name, signature, (subject, arguments) => body((DictValue)subject, arguments));

    private static DictValue Copy(DictValue dict, Budget budget)
    {
        budget.Elements(dict.Items.Count);
        DictValue copy = new();
        foreach ((Value key, Value value) in dict.Items)
        {
            copy.Put(key, value, budget);
        }

        return copy;
    }

    private static NoneValue Update(DictValue dict, Arguments arguments)
    {
        DictValue other = arguments.Required(0) as DictValue ?? throw new TemplateFault("update needs a dict");
        arguments.Budget.Elements((long)dict.Items.Count + other.Items.Count, other.Items.Count);
        foreach ((Value key, Value value) in other.Items.ToList())
        {
            dict.Put(key, value, arguments.Budget);
        }

        return NoneValue.Instance;
    }

    private static Value Pop(DictValue dict, Arguments arguments)
    {
        arguments.Budget.Scan(dict.Items.Count);
        Value? value = dict.Find(arguments.Required(0), arguments.Budget) ?? arguments[1];
        dict.Items.Remove(arguments.Required(0));
        return value ?? throw new TemplateFault($"no key {Conversions.Repr(arguments.Required(0), arguments.Budget)} to pop");
    }

    private static Value SetDefault(DictValue dict, Arguments arguments)
    {
        arguments.Budget.Elements(dict.Items.Count + 1L, 1);
        if (dict.Find(arguments.Required(0), arguments.Budget) is { } found)
        {
            return found;
        }

        Value added = arguments[1] ?? NoneValue.Instance;
        dict.Put(arguments.Required(0), added, arguments.Budget);
        return added;
    }
}
