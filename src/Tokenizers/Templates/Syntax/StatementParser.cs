namespace Xinference.Tokenizers.Templates;

/// <summary>Parses text, output and the simple statements; statements with bodies are in <see cref="BlockParser"/>.</summary>
internal sealed class StatementParser
{
    private readonly TokenStream _tokens;
    private readonly ExpressionParser _expressions;
    private readonly BlockParser _blocks;

    private StatementParser(TokenStream tokens)
    {
        _tokens = tokens;
        _expressions = new ExpressionParser(tokens);
        _blocks = new BlockParser(tokens, _expressions, this);
    }

    public static Block Parse(string source, TemplateLimits limits)
    {
        if (source.Length > limits.MaxSourceLength)
        {
            throw TemplateException.Syntax(
                new Position(1, 1), $"the template passes the limit {nameof(limits.MaxSourceLength)} = {limits.MaxSourceLength}");
        }

        TokenStream tokens = new(Lexer.Tokenize(source), limits.MaxNesting);
        Block block = new StatementParser(tokens).ParseUntil();
        tokens.Expect(TokenKind.End, "the end of the template");
        return block;
    }

    /// <summary>Statements up to a tag with one of these names, which is left as the current token; its <c>{%</c> is taken.</summary>
    public Block ParseUntil(params string[] ends)
    {
        Position begin = _tokens.Position;
        List<Statement> statements = [];
        while (_tokens.Current.Kind != TokenKind.End)
        {
            if (_tokens.Current.Kind == TokenKind.StatementBegin && _tokens.Following.Kind == TokenKind.Name && ends.Contains(_tokens.Following.Text))
            {
                _tokens.Take();
                return new Block(statements);
            }

            statements.Add(_tokens.Nested(ParseStatement));
        }

        return ends.Length == 0
            ? new Block(statements)
            : throw TemplateException.Syntax(begin, $"this block is not closed with '{ends[^1]}'");
    }

    /// <summary>The closing <c>%}</c> of a tag.</summary>
    public void ExpectEnd() => _tokens.Expect(TokenKind.StatementEnd, "'%}'");

    private Statement ParseStatement()
    {
        Token token = _tokens.Take();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new TextStatement(token.Position, token.Text);
            case TokenKind.ExpressionBegin:
                Expression value = _expressions.ParseTuple(allowConditional: true);
                _tokens.Expect(TokenKind.ExpressionEnd, "'}}'");
                return new PrintStatement(token.Position, value);
            default:
                return ParseTag(token.Position);
        }
    }

    private Statement ParseTag(Position position)
    {
        Token name = _tokens.Expect(TokenKind.Name, "a tag name");
        Statement statement = name.Text switch
        {
            "if" => _blocks.ParseIf(position),
            "for" => _blocks.ParseFor(position),
            "set" => _blocks.ParseSet(position),
            "macro" => _blocks.ParseMacro(position),
            "call" => _blocks.ParseCall(position),
            "filter" => _blocks.ParseFilter(position),
            "with" => _blocks.ParseWith(position),
            "generation" => _blocks.ParseGeneration(position),
            "break" => _blocks.ParseJump(position, Flow.Break),
            "continue" => _blocks.ParseJump(position, Flow.Continue),
            _ => throw TemplateException.Syntax(name.Position, $"there is no tag '{name.Text}' here in chat templates"),
        };
        ExpectEnd();
        return statement;
    }
}
