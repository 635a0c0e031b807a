using System.Collections.Frozen;

namespace Xinference.Tokenizers.Templates;

/// <summary>
/// The methods of Python's <c>list</c> and <c>tuple</c>. Those that change the list are refused by transformers' sandbox, yet published
/// templates use them; they only ever change the render's own copy.
/// </summary>
internal static class ListMethods
{
    private static readonly Builtin[] Shared =
    [
        Method("index", "value", (items, a) => Numbers.Int(Found(items.FindIndex(item => Operators.AreEqual(item, a.Required(0), a.Budget))))),
        Method("count", "value", (items, a) => Numbers.Int(items.Count(item => Operators.AreEqual(item, a.Required(0), a.Budget)))),
    ];

    public static readonly FrozenDictionary<string, Builtin> TupleTable = Builtin.TableOf(Shared);

    public static readonly FrozenDictionary<string, Builtin> Table = Builtin.TableOf(
    [
        .. Shared,
        Method("append", "value", (items, a) => Append(items, [a.Required(0)], a.Budget)),
        Method("extend", "values", (items, a) => Append(items, Conversions.Iterate(a.Required(0), a.Budget), a.Budget)),
        Method("insert", "index value", (items, a) => Insert(items, a)),
        Method("pop", "index?", (items, a) => Pop(items, a.Int(0, -1), a.Budget)),
        Method("copy", "", (items, a) => Conversions.ListOf(items, a.Budget)),
    ]);

    private static Builtin Method(string name, string signature, Func<List<Value>, Arguments, Value> body) =>
        new(name, signature, (subject, arguments) => body(((SequenceValue)subject).Items, arguments));

    private static NoneValue Append(List<Value> items, IReadOnlyList<Value> added, Budget budget)
    {
        budget.Elements((long)items.Count + added.Count, added.Count);
        items.AddRange(added);
        return NoneValue.Instance;
    }

    private static NoneValue Insert(List<Value> items, Arguments arguments)
    {
        arguments.Budget.Elements(items.Count + 1L);
        long index = arguments.Int(0, 0);
        items.Insert((int)Math.Clamp(index < 0 ? index + items.Count : index, 0, items.Count), arguments.Required(1));
        return NoneValue.Instance;
    }

    private static Value Pop(List<Value> items, int index, Budget budget)
    {
        long place = index < 0 ? (long)index + items.Count : index;
        if (place < 0 || place >= items.Count)
        {
            throw new TemplateFault(items.Count == 0 ? "pop from empty list" : "pop index out of range");
        }

        Value value = items[(int)place];
        budget.Scan(items.Count - place);
        items.RemoveAt((int)place);
        return value;
    }

    private static int Found(int index) => index >= 0 ? index : throw new TemplateFault("the value is not in the list");
}
