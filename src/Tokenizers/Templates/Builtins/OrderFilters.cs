namespace Xinference.Tokenizers.Templates;

/// <summary>Filters that order, deduplicate and group; without <c>case_sensitive</c> they compare text in lower case.</summary>
internal static class OrderFilters
{
    public static IEnumerable<Builtin> All { get; } =
    [
        new("sort", "reverse? case_sensitive? attribute?", Sort),
        new("dictsort", "case_sensitive? by? reverse?", DictSort),
        new("unique", "case_sensitive? attribute?", Unique),
        new("min", "case_sensitive? attribute?", (value, a) => Extreme(value, a, -1)),
        new("max", "case_sensitive? attribute?", (value, a) => Extreme(value, a, 1)),
        new("groupby", "attribute default? case_sensitive?", GroupBy),
    ];

    private static Value Fold(Value value, bool caseSensitive, Budget budget) =>
        value is StringValue text && !caseSensitive ? Conversions.Of(text.Text.ToLowerInvariant(), budget) : value;

    private static ListValue Sort(Value value, Arguments arguments)
    {
        bool caseSensitive = arguments.Flag(1, false);
        string[] paths = arguments[2] switch
        {
            null or NoneValue => [""],
            IntValue index => [Conversions.Str(index, arguments.Budget)],
            Value names => Conversions.Text(names).Split(','),
        };
        return SortBy(
            Conversions.Iterate(value, arguments.Budget),
            item => SortKey(item, paths, caseSensitive, arguments.Budget),
            arguments.Flag(0, false),
            arguments.Budget);
    }

    private static ListValue SortKey(Value item, string[] paths, bool caseSensitive, Budget budget) =>
        Conversions.ListOf(paths.Select(path => Fold(path.Length == 0 ? item : Access.Path(item, path, budget), caseSensitive, budget)), budget);

    private static ListValue DictSort(Value value, Arguments arguments)
    {
        DictValue dict = value as DictValue ?? throw new TemplateFault($"dictsort needs a dict, not '{value.TypeName}'");
        int place = arguments.Text(1, "key") switch
        {
            "key" => 0,
            "value" => 1,
            string other => throw new TemplateFault($"dictsort sorts by key or value, not '{other}'"),
        };
        bool caseSensitive = arguments.Flag(0, false);
        return SortBy(
            DictMethods.Items(dict, arguments.Budget).Items,
            item => Fold(((TupleValue)item).Items[place], caseSensitive, arguments.Budget),
            arguments.Flag(2, false),
            arguments.Budget);
    }

    private static ListValue SortBy(IReadOnlyList<Value> items, Func<Value, Value> key, bool reverse, Budget budget)
    {
        int sign = reverse ? -1 : 1;
        List<(Value Key, Value Item)> keyed = [.. items.Select(item => (key(item), item))];
        return Conversions.ListOf(
            StableSort.By(keyed, (left, right) => sign * Operators.Compare("<", left.Key, right.Key, budget)).Select(pair => pair.Item), budget);
    }

    private static Value KeyOf(Value item, Arguments arguments, int caseSensitive, int attribute) =>
        Fold(
            arguments[attribute] is { } path and not NoneValue ? SelectionFilters.AttributeOf(item, path, arguments.Budget) : item,
            arguments.Flag(caseSensitive, false),
            arguments.Budget);

    private static ListValue Unique(Value value, Arguments arguments)
    {
        HashSet<Value> seen = new(KeyComparer.Instance);
        return Conversions.ListOf(
            Conversions.Iterate(value, arguments.Budget).Where(item => IsNew(KeyOf(item, arguments, 0, 1))), arguments.Budget);

        bool IsNew(Value key)
        {
            arguments.Budget.Key(key);
            return seen.Add(key);
        }
    }

    private static Value Extreme(Value value, Arguments arguments, int sign)
    {
        Value? best = null;
        foreach (Value item in Conversions.Iterate(value, arguments.Budget))
        {
            bool better = best is null
                || sign * Operators.Compare(sign < 0 ? "<" : ">", KeyOf(item, arguments, 0, 1), KeyOf(best, arguments, 0, 1), arguments.Budget) > 0;
            best = better ? item : best;
        }

        return best ?? new UndefinedValue("No aggregated item, sequence was empty.");
    }

    private static ListValue GroupBy(Value value, Arguments arguments)
    {
        ListValue sorted = SortBy(Conversions.Iterate(value, arguments.Budget), Key, reverse: false, arguments.Budget);
        List<Value> groups = [];
        Value? last = null;
        foreach (Value item in sorted.Items)
        {
            if (last is null || !Operators.AreEqual(last, Key(item), arguments.Budget))
            {
                last = Key(item);
                groups.Add(new GroupValue(Plain(item), []));
            }

            ((GroupValue)groups[^1]).Members.Add(item);
        }

        return Conversions.ListOf(groups, arguments.Budget);

        Value Plain(Value item) =>
            SelectionFilters.AttributeOf(item, arguments.Required(0), arguments.Budget) is var key && key is UndefinedValue ? arguments[1] ?? key : key;

        Value Key(Value item) => Fold(Plain(item), arguments.Flag(2, false), arguments.Budget);
    }
}
