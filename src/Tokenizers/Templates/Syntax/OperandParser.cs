using System.Globalization;
using System.Numerics;
using System.Text;

namespace Xinference.Tokenizers.Templates;

/// <summary>Parses literals, names and brackets, and what follows them: attributes, items, calls, filters and tests.</summary>
internal sealed class OperandParser(TokenStream tokens, ExpressionParser expressions)
{
    public Expression ParseSigned() => ParseSigned(withFilters: true);

    private Expression ParseSigned(bool withFilters)
    {
        Position position = tokens.Position;
        Expression operand = tokens.SkipOperator("-")
            ? new NegateExpression(position, tokens.Nested(() => ParseSigned(withFilters: false)))
            : tokens.SkipOperator("+") ? tokens.Nested(() => ParseSigned(withFilters: false)) : ParsePrimary();
        operand = ParsePostfix(operand);
        return withFilters ? ParseFiltersAndTests(operand) : operand;
    }

    private Expression ParsePrimary()
    {
        Token token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                tokens.Take();
                return ParseName(token);
            case TokenKind.String:
                return new ConstantExpression(token.Position, ParseStrings());
            case TokenKind.Integer:
                tokens.Take();
                return new ConstantExpression(token.Position, Integer(token));
            case TokenKind.Float:
                tokens.Take();
                return new ConstantExpression(token.Position, new FloatValue(double.Parse(token.Text, CultureInfo.InvariantCulture)));
            default:
                return ParseBracketed();
        }
    }

    private Expression ParseName(Token token)
    {
        expressions.Mentions.Add(token.Text);
        return token.Text switch
        {
            "true" or "True" => new ConstantExpression(token.Position, BoolValue.True),
            "false" or "False" => new ConstantExpression(token.Position, BoolValue.False),
            "none" or "None" => new ConstantExpression(token.Position, NoneValue.Instance),
            _ => new NameExpression(token.Position, token.Text),
        };
    }

    private StringValue ParseStrings()
    {
        StringBuilder text = new();
        while (tokens.Current.Kind == TokenKind.String)
        {
            text.Append(tokens.Take().Text);
        }

        return new StringValue(text.ToString());
    }

    private static IntValue Integer(Token token)
    {
        string text = token.Text;
        try
        {
            char prefix = text.Length > 2 && text[0] == '0' ? char.ToLowerInvariant(text[1]) : '0';
            return prefix switch
            {
                'x' => new IntValue(BigInteger.Parse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)),
                'b' => new IntValue(BigInteger.Parse("0" + text[2..], NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture)),
                'o' => new IntValue(text[2..].Aggregate(BigInteger.Zero, (sum, digit) => (sum << 3) + (digit is >= '0' and <= '7' ? digit - '0' : throw new FormatException()))),
                _ when text.Length > IntValue.MaxBits => throw new TemplateFault($"the integer passes the limit of {IntValue.MaxBits} bits"),
                _ => new IntValue(BigInteger.Parse(text, CultureInfo.InvariantCulture)),
            };
        }
        catch (Exception error) when (error is FormatException or TemplateFault)
        {
            throw TemplateException.Syntax(token.Position, error is TemplateFault ? error.Message : $"bad number '{text}'");
        }
    }

    private Expression ParseBracketed()
    {
        Position position = tokens.Position;
        if (tokens.SkipOperator("("))
        {
            Expression inner = tokens.Current.IsOperator(")")
                ? new SequenceExpression(position, [], tuple: true)
                : expressions.ParseTuple(allowConditional: true);
            tokens.ExpectOperator(")");
            return inner;
        }

        if (tokens.SkipOperator("["))
        {
            return new SequenceExpression(position, ParseItems("]", expressions.Parse), tuple: false);
        }

        return tokens.SkipOperator("{")
            ? new DictExpression(position, ParseItems("}", ParsePair))
            : throw tokens.Expected("an expression");
    }

    private List<T> ParseItems<T>(string close, Func<T> parse)
    {
        List<T> items = [];
        while (!tokens.SkipOperator(close))
        {
            if (items.Count > 0)
            {
                tokens.ExpectOperator(",");
                if (tokens.SkipOperator(close))
                {
                    break;
                }
            }

            items.Add(parse());
        }

        return items;
    }

    private (Expression Key, Expression Value) ParsePair()
    {
        Expression key = expressions.Parse();
        tokens.ExpectOperator(":");
        return (key, expressions.Parse());
    }

    private Expression ParsePostfix(Expression operand)
    {
        while (true)
        {
            Position position = tokens.Position;
            if (tokens.SkipOperator("."))
            {
                operand = ParseMember(position, operand);
            }
            else if (tokens.SkipOperator("["))
            {
                operand = ParseSubscript(position, operand);
            }
            else if (tokens.Current.IsOperator("("))
            {
                operand = new CallExpression(position, operand, ParseArguments());
            }
            else
            {
                return operand;
            }
        }
    }

    private Expression ParseMember(Position position, Expression operand)
    {
        Token name = tokens.Current;
        if (name.Kind is not (TokenKind.Name or TokenKind.Integer))
        {
            throw tokens.Expected("an attribute name");
        }

        tokens.Take();
        return name.Kind == TokenKind.Name
            ? new AttributeExpression(position, operand, name.Text)
            : new ItemExpression(position, operand, new ConstantExpression(name.Position, Integer(name)));
    }

    private Expression ParseSubscript(Position position, Expression operand)
    {
        Expression? start = tokens.Current.IsOperator(":") ? null : expressions.ParseTuple(allowConditional: true);
        if (start is not null && tokens.SkipOperator("]"))
        {
            return new ItemExpression(position, operand, start);
        }

        tokens.ExpectOperator(":");
        Expression? stop = tokens.Current.IsOperator(":") || tokens.Current.IsOperator("]") ? null : expressions.Parse();
        Expression? step = tokens.SkipOperator(":") && !tokens.Current.IsOperator("]") ? expressions.Parse() : null;
        tokens.ExpectOperator("]");
        return new SliceExpression(position, operand, start, stop, step);
    }

    public ArgumentList ParseArguments()
    {
        tokens.ExpectOperator("(");
        return new ArgumentList(ParseItems(")", ParseArgument));
    }

    private ArgumentSyntax ParseArgument()
    {
        if (tokens.SkipOperator("**"))
        {
            return new ArgumentSyntax(ArgumentKind.SpreadNamed, "", expressions.Parse());
        }

        if (tokens.SkipOperator("*"))
        {
            return new ArgumentSyntax(ArgumentKind.Spread, "", expressions.Parse());
        }

        if (tokens.Current.Kind == TokenKind.Name && tokens.Following.IsOperator("="))
        {
            string name = tokens.Take().Text;
            tokens.Take();
            return new ArgumentSyntax(ArgumentKind.Named, name, expressions.Parse());
        }

        return new ArgumentSyntax(ArgumentKind.Positional, "", expressions.Parse());
    }

    private Expression ParseFiltersAndTests(Expression operand)
    {
        while (true)
        {
            Position position = tokens.Position;
            if (tokens.SkipOperator("|"))
            {
                operand = ParseFilter(position, operand);
            }
            else if (tokens.SkipName("is"))
            {
                operand = ParseTest(position, operand);
            }
            else if (tokens.Current.IsOperator("("))
            {
                operand = new CallExpression(position, operand, ParseArguments());
            }
            else
            {
                return operand;
            }
        }
    }

    /// <summary>A filter's name and arguments; <paramref name="subject"/> is null where a block's text is the subject.</summary>
    public FilterExpression ParseFilter(Position position, Expression? subject)
    {
        string name = tokens.Expect(TokenKind.Name, "a filter name").Text;
        return new FilterExpression(position, name, subject, tokens.Current.IsOperator("(") ? ParseArguments() : ArgumentList.Empty);
    }

    private Expression ParseTest(Position position, Expression subject)
    {
        bool negated = tokens.SkipName("not");
        string name = tokens.Expect(TokenKind.Name, "a test name").Text;
        TestExpression test = new(position, name, subject, ParseTestArguments());
        return negated ? new NotExpression(position, test) : test;
    }

    // A test may take one argument without parentheses: 'x is divisibleby 3'.
    private ArgumentList ParseTestArguments()
    {
        Token token = tokens.Current;
        if (token.IsOperator("("))
        {
            return ParseArguments();
        }

        bool starts = token.Kind is TokenKind.Name or TokenKind.String or TokenKind.Integer or TokenKind.Float
            || token.IsOperator("[") || token.IsOperator("{");
        if (!starts || (token.Kind == TokenKind.Name && token.Text is "else" or "or" or "and" or "if" or "in" or "not" or "is"))
        {
            return token.IsName("is") ? throw tokens.Expected("no second test, since tests cannot be chained with 'is'") : ArgumentList.Empty;
        }

        return new ArgumentList([new ArgumentSyntax(ArgumentKind.Positional, "", ParsePostfix(ParsePrimary()))]);
    }
}
