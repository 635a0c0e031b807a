namespace Xinference.Tokenizers.Templates;

internal sealed class ArithmeticExpression(Position position, string symbol, Expression left, Expression right) : Expression(position)
{
    public override string Construct => $"operator '{symbol}'";

    protected override Value Compute(Scope scope)
    {
        Value a = left.Evaluate(scope);
        Value b = right.Evaluate(scope);
        return symbol switch
        {
            "+" => Arithmetic.Add(a, b, scope.Budget),
            "-" => Arithmetic.Subtract(a, b),
            "*" => Arithmetic.Multiply(a, b, scope.Budget),
            "/" => Arithmetic.Divide(a, b),
            "//" => Arithmetic.FloorDivide(a, b),
            "%" => Arithmetic.Remainder(a, b, scope.Budget),
            _ => Arithmetic.Power(a, b),
        };
    }
}

internal sealed class ConcatExpression(Position position, IReadOnlyList<Expression> parts) : Expression(position)
{
    public override string Construct => "operator '~'";

    protected override Value Compute(Scope scope)
    {
        Output text = new(scope.Budget);
        foreach (Expression part in parts)
        {
            text.Write(Conversions.Str(part.Evaluate(scope), scope.Budget));
        }

        return text.ToValue();
    }
}

/// <summary>Comparisons, which chain as in Python: <c>a &lt; b &lt; c</c> means both.</summary>
internal sealed class CompareExpression(Position position, Expression first, IReadOnlyList<(string Symbol, Expression Operand)> rest) : Expression(position)
{
    public override string Construct => $"operator '{rest[0].Symbol}'";

    protected override Value Compute(Scope scope)
    {
        Value left = first.Evaluate(scope);
        foreach ((string symbol, Expression operand) in rest)
        {
            Value right = operand.Evaluate(scope);
            if (!Holds(symbol, left, right, scope.Budget))
            {
                return BoolValue.False;
            }

            left = right;
        }

        return BoolValue.True;
    }

    private static bool Holds(string symbol, Value left, Value right, Budget budget) => symbol switch
    {
        "==" => Operators.AreEqual(left, right, budget),
        "!=" => !Operators.AreEqual(left, right, budget),
        "in" => Operators.Contains(right, left, budget),
        "not in" => !Operators.Contains(right, left, budget),
        _ => Operators.Ordered(symbol, left, right, budget),
    };
}

internal sealed class LogicExpression(Position position, bool isAnd, Expression left, Expression right) : Expression(position)
{
    public override string Construct => isAnd ? "operator 'and'" : "operator 'or'";

    protected override Value Compute(Scope scope)
    {
        Value value = left.Evaluate(scope);
        return value.IsTrue == isAnd ? right.Evaluate(scope) : value;
    }
}

internal sealed class NotExpression(Position position, Expression operand) : Expression(position)
{
    public override string Construct => "operator 'not'";

    protected override Value Compute(Scope scope) => BoolValue.Of(!operand.Evaluate(scope).IsTrue);
}

internal sealed class NegateExpression(Position position, Expression operand) : Expression(position)
{
    public override string Construct => "operator '-'";

    protected override Value Compute(Scope scope) => Arithmetic.Negate(operand.Evaluate(scope));
}

internal sealed class ConditionalExpression(Position position, Expression condition, Expression then, Expression? otherwise) : Expression(position)
{
    public override string Construct => "inline if";

    protected override Value Compute(Scope scope)
    {
        if (condition.Evaluate(scope).IsTrue)
        {
            return then.Evaluate(scope);
        }

        return otherwise?.Evaluate(scope) ?? new UndefinedValue("the inline if was false and has no else");
    }
}
