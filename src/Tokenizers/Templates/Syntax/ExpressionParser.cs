namespace Xinference.Tokenizers.Templates;

/// <summary>Parses expressions by precedence, loosest first: inline if, or, and, not, comparison, + -, ~, * / // %, **, sign.</summary>
internal sealed class ExpressionParser
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private readonly TokenStream _tokens;
    private readonly OperandParser _operands;

    public ExpressionParser(TokenStream tokens)
    {
        _tokens = tokens;
        _operands = new OperandParser(tokens, this);
    }

    /// <summary>The names mentioned since this set was last exchanged; macros look for <c>varargs</c>, <c>kwargs</c> and <c>caller</c>.</summary>
    public HashSet<string> Mentions { get; set; } = [];

    public OperandParser Operands => _operands;

    public Expression Parse() => _tokens.Nested(ParseConditional);

    /// <summary>An expression without an inline if, for places where <c>if</c> means something else.</summary>
    public Expression ParseCondition() => _tokens.Nested(ParseOr);

    /// <summary>One expression, or several with commas as a tuple.</summary>
    public Expression ParseTuple(bool allowConditional)
    {
        Position position = _tokens.Position;
        Func<Expression> parse = allowConditional ? Parse : ParseCondition;
        Expression first = parse();
        if (!_tokens.Current.IsOperator(","))
        {
            return first;
        }

        List<Expression> items = [first];
        while (_tokens.SkipOperator(",") && !EndsTuple())
        {
            items.Add(parse());
        }

        return new SequenceExpression(position, items, tuple: true);
    }

    private bool EndsTuple() =>
        _tokens.Current.Kind is TokenKind.ExpressionEnd or TokenKind.StatementEnd or TokenKind.End || _tokens.Current.IsOperator(")");

    private Expression ParseConditional()
    {
        Expression value = ParseOr();
        while (_tokens.Current.IsName("if"))
        {
            Position position = _tokens.Take().Position;
            Expression condition = ParseOr();
            Expression? otherwise = _tokens.SkipName("else") ? Parse() : null;
            value = new ConditionalExpression(position, condition, value, otherwise);
        }

        return value;
    }

    private Expression ParseOr()
    {
        Expression left = ParseAnd();
        while (_tokens.Current.IsName("or"))
        {
            left = new LogicExpression(_tokens.Take().Position, isAnd: false, left, ParseAnd());
        }

        return left;
    }

    private Expression ParseAnd()
    {
        Expression left = ParseNot();
        while (_tokens.Current.IsName("and"))
        {
            left = new LogicExpression(_tokens.Take().Position, isAnd: true, left, ParseNot());
        }

        return left;
    }

    private Expression ParseNot()
    {
        Position position = _tokens.Position;
        return _tokens.SkipName("not") ? new NotExpression(position, _tokens.Nested(ParseNot)) : ParseComparison();
    }

    private Expression ParseComparison()
    {
        Position position = _tokens.Position;
        Expression first = ParseSum();
        List<(string Symbol, Expression Operand)> rest = [];
        while (TakeComparison() is { } symbol)
        {
            rest.Add((symbol, ParseSum()));
        }

        return rest.Count == 0 ? first : new CompareExpression(position, first, rest);
    }

    private string? TakeComparison()
    {
        Token token = _tokens.Current;
        if (token.Kind == TokenKind.Operator && Comparisons.Contains(token.Text))
        {
            return _tokens.Take().Text;
        }

        if (token.IsName("not") && _tokens.Following.IsName("in"))
        {
            _tokens.Take();
            _tokens.Take();
            return "not in";
        }

        return _tokens.SkipName("in") ? "in" : null;
    }

    private Expression ParseSum() => ParseLeftAssociative(ParseConcat, "+", "-");

    private Expression ParseConcat()
    {
        Position position = _tokens.Position;
        List<Expression> parts = [ParseProduct()];
        while (_tokens.SkipOperator("~"))
        {
            parts.Add(ParseProduct());
        }

        return parts.Count == 1 ? parts[0] : new ConcatExpression(position, parts);
    }

    private Expression ParseProduct() => ParseLeftAssociative(ParsePower, "*", "/", "//", "%");

    private Expression ParsePower() => ParseLeftAssociative(_operands.ParseSigned, "**");

    private Expression ParseLeftAssociative(Func<Expression> operand, params ReadOnlySpan<string> symbols)
    {
        Expression left = operand();
        while (_tokens.Current.Kind == TokenKind.Operator && symbols.Contains(_tokens.Current.Text))
        {
            Token symbol = _tokens.Take();
            left = new ArithmeticExpression(symbol.Position, symbol.Text, left, operand());
        }

        return left;
    }
}
