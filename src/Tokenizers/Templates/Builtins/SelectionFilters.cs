namespace Xinference.Tokenizers.Templates;

/// <summary>Filters that look at each element with an attribute, a filter or a test.</summary>
internal static class SelectionFilters
{
    public static IEnumerable<Builtin> All { get; } =
    [
        new("map", "*", Map),
        new("select", "*", (value, a) => Select(value, a, item => item, 0, keep: true)),
        new("reject", "*", (value, a) => Select(value, a, item => item, 0, keep: false)),
        new("selectattr", "*", (value, a) => Select(value, a, item => AttributeOf(item, a.Required(0), a.Budget), 1, keep: true)),
        new("rejectattr", "*", (value, a) => Select(value, a, item => AttributeOf(item, a.Required(0), a.Budget), 1, keep: false)),
    ];

    /// <summary>What a filter's <c>attribute</c> names in an item: a dotted path or an index.</summary>
    public static Value AttributeOf(Value item, Value attribute, Budget budget) =>
        attribute is IntValue ? Access.Item(item, attribute, budget) : Access.Path(item, Conversions.Text(attribute), budget);

    private static ListValue Map(Value value, Arguments arguments)
    {
        IReadOnlyList<Value> items = ItemsOf(value, arguments.Budget);
        if (arguments.Positional.Count == 0 && arguments.Named.TryGetValue("attribute", out Value? attribute))
        {
            Value? fallback = arguments.Named.GetValueOrDefault("default");
            return Conversions.ListOf(
                items.Select(item => AttributeOf(item, attribute, arguments.Budget) is var found && found is UndefinedValue ? fallback ?? found : found),
                arguments.Budget);
        }

        Builtin filter = Filters.Named(arguments.Required(0));
        Arguments rest = arguments.Slice(1);
        return Conversions.ListOf(items.Select(item => Invoke(filter, item, rest)), arguments.Budget);
    }

    private static ListValue Select(Value value, Arguments arguments, Func<Value, Value> subject, int skip, bool keep)
    {
        Builtin? test = arguments[skip] is { } name
            ? Tests.Table.GetValueOrDefault(Conversions.Text(name)) ?? throw new TemplateFault($"there is no test named '{Conversions.Text(name)}'")
            : null;
        Arguments rest = arguments.Slice(skip + 1);
        return Conversions.ListOf(
            ItemsOf(value, arguments.Budget).Where(item => (test is null ? subject(item) : Invoke(test, subject(item), rest)).IsTrue == keep),
            arguments.Budget);
    }

    // These filters take anything false, such as none, for an empty sequence; templates rely on that for absent tools.
    private static IReadOnlyList<Value> ItemsOf(Value value, Budget budget) => value.IsTrue ? Conversions.Iterate(value, budget) : [];

    private static Value Invoke(Builtin builtin, Value subject, Arguments arguments)
    {
        arguments.Budget.Enter();
        Value result = builtin.Invoke(subject, arguments);
        arguments.Budget.Leave();
        return result;
    }
}
