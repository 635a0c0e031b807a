using System.Collections.Frozen;
using System.Numerics;

namespace Xinference.Tokenizers.Templates;

/// <summary>The tests behind <c>is</c>.</summary>
internal static class Tests
{
    public static readonly FrozenDictionary<string, Builtin> Table = Builtin.TableOf(
    [
        Test("defined", value => value is not UndefinedValue),
        Test("undefined", value => value is UndefinedValue),
        Test("none", value => value is NoneValue),
        Test("string", value => value is StringValue),
        Test("number", Numbers.IsNumber),
        Test("integer", value => value is IntValue),
        Test("float", value => value is FloatValue),
        Test("boolean", value => value is BoolValue),
        Test("true", value => value is BoolValue { Value: true }),
        Test("false", value => value is BoolValue { Value: false }),
        Test("mapping", value => value is DictValue),
        Test("iterable", value => value is SequenceValue or DictValue or StringValue or UndefinedValue or LoopValue),
        Test("sequence", value => value is SequenceValue or DictValue or StringValue or UndefinedValue),
        Test("callable", value => value is FunctionValue or LoopValue),
        Test("odd", value => !Whole(value).IsEven),
        Test("even", value => Whole(value).IsEven),
        Text("lower", text => text.Any(char.IsLower) && !text.Any(char.IsUpper)),
        Text("upper", text => text.Any(char.IsUpper) && !text.Any(char.IsLower)),
        Test("escaped", _ => false),
        Text("filter", Filters.Table.ContainsKey),
        Text("test", text => Table!.ContainsKey(text)),
        Test("divisibleby", (value, other, _) => other.IsTrue ? (Whole(value) % Whole(other)).IsZero : throw new TemplateFault("division by zero")),
        Test("in", (value, other, budget) => Operators.Contains(other, value, budget)),
        Test("sameas", (value, other, _) => ReferenceEquals(value, other) || (value is NoneValue && other is NoneValue)),
        Test("startswith", (value, other, budget) => Scanned(value, budget).StartsWith(Scanned(other, budget), StringComparison.Ordinal)),
        Test("endswith", (value, other, budget) => Scanned(value, budget).EndsWith(Scanned(other, budget), StringComparison.Ordinal)),
        .. Named(Operators.AreEqual, "eq", "equalto", "=="),
        .. Named((left, right, budget) => !Operators.AreEqual(left, right, budget), "ne", "!="),
        .. Named((left, right, budget) => Operators.Ordered("<", left, right, budget), "lt", "lessthan", "<"),
        .. Named((left, right, budget) => Operators.Ordered("<=", left, right, budget), "le", "<="),
        .. Named((left, right, budget) => Operators.Ordered(">", left, right, budget), "gt", "greaterthan", ">"),
        .. Named((left, right, budget) => Operators.Ordered(">=", left, right, budget), "ge", ">="),
    ]);

    private static Builtin Test(string name, Func<Value, bool> holds) => new(name, "", (subject, _) => BoolValue.Of(holds(subject)));

    private static Builtin Text(string name, Func<string, bool> holds) =>
        new(name, "", (subject, arguments) => BoolValue.Of(holds(Scanned(subject, arguments.Budget))));

    private static Builtin Test(string name, Func<Value, Value, Budget, bool> holds) =>
        new(name, "other", (subject, arguments) => BoolValue.Of(holds(subject, arguments.Required(0), arguments.Budget)));

    private static IEnumerable<Builtin> Named(Func<Value, Value, Budget, bool> holds, params string[] names) => names.Select(name => Test(name, holds));

    private static BigInteger Whole(Value value) => value switch
    {
        UndefinedValue undefined => throw undefined.Fault(),
        FloatValue number when double.IsInteger(number.Value) => new BigInteger(number.Value),
        _ => Numbers.AsInteger(value) ?? throw new TemplateFault($"an integer is needed, not '{value.TypeName}'"),
    };

    private static string Scanned(Value value, Budget budget)
    {
        string text = Conversions.Text(value);
        budget.Scan(text.Length);
        return text;
    }
}
