namespace Xinference.Tokenizers.Templates;

/// <summary>Parses the tags; each method begins behind the tag's name and ends before the last <c>%}</c>.</summary>
internal sealed class BlockParser(TokenStream tokens, ExpressionParser expressions, StatementParser statements)
{
    private int _loops;

    public IfStatement ParseIf(Position position)
    {
        List<(Expression, Block)> branches = [];
        do
        {
            Expression condition = expressions.ParseTuple(allowConditional: false);
            statements.ExpectEnd();
            branches.Add((condition, statements.ParseUntil("elif", "else", "endif")));
        }
        while (tokens.SkipName("elif"));

        Block? otherwise = ParseElse("endif");
        return new IfStatement(position, branches, otherwise);
    }

    public ForStatement ParseFor(Position position)
    {
        Target target = ParseTarget();
        if (!tokens.SkipName("in"))
        {
            throw tokens.Expected("'in'");
        }

        Expression items = expressions.ParseTuple(allowConditional: false);
        Expression? filter = tokens.SkipName("if") ? expressions.Parse() : null;
        bool recursive = tokens.SkipName("recursive");
        statements.ExpectEnd();
        _loops++;
        Block body = statements.ParseUntil("else", "endfor");
        _loops--;
        return new ForStatement(position, new ForSyntax(target, items, filter, recursive, body, ParseElse("endfor")));
    }

    public Statement ParseSet(Position position)
    {
        Target target = ParseTarget();
        if (tokens.SkipOperator("="))
        {
            return new SetStatement(position, target, expressions.ParseTuple(allowConditional: true));
        }

        FilterExpression? filter = tokens.Current.IsOperator("|") ? ParseFilters() : null;
        return new SetBlockStatement(position, target, filter, ParseBody("endset"));
    }

    public MacroStatement ParseMacro(Position position)
    {
        string name = tokens.Expect(TokenKind.Name, "the macro's name").Text;
        return new MacroStatement(position, ParseMacroBody(name, ParseParameters(), "endmacro"));
    }

    public CallBlockStatement ParseCall(Position position)
    {
        IReadOnlyList<(string, Expression?)> parameters = tokens.Current.IsOperator("(") ? ParseParameters() : [];
        CallExpression call = expressions.ParseCondition() as CallExpression
            ?? throw TemplateException.Syntax(position, "a call block needs a call");
        return new CallBlockStatement(position, call, ParseMacroBody("caller", parameters, "endcall"));
    }

    public FilterStatement ParseFilter(Position position) => new(position, ParseFilterChain(tokens.Position), ParseBody("endfilter"));

    public WithStatement ParseWith(Position position)
    {
        List<(Target, Expression)> variables = [];
        while (tokens.Current.Kind != TokenKind.StatementEnd)
        {
            if (variables.Count > 0)
            {
                tokens.ExpectOperator(",");
            }

            Target target = new NameTarget(tokens.Expect(TokenKind.Name, "a name").Text);
            tokens.ExpectOperator("=");
            variables.Add((target, expressions.Parse()));
        }

        return new WithStatement(position, variables, ParseBody("endwith"));
    }

    public WithStatement ParseGeneration(Position position) => new(position, [], ParseBody("endgeneration"));

    public JumpStatement ParseJump(Position position, Flow flow) =>
        _loops > 0 ? new JumpStatement(position, flow) : throw TemplateException.Syntax(position, "break and continue are for inside a for block");

    private Block? ParseElse(string end)
    {
        if (!tokens.SkipName("else"))
        {
            tokens.Take();
            return null;
        }

        return ParseBody(end);
    }

    private Block ParseBody(string end)
    {
        statements.ExpectEnd();
        Block body = statements.ParseUntil(end);
        tokens.Take();
        return body;
    }

    private MacroSyntax ParseMacroBody(string name, IReadOnlyList<(string, Expression?)> parameters, string end)
    {
        HashSet<string> outer = expressions.Mentions;
        int loops = _loops;
        expressions.Mentions = [];
        _loops = 0;
        Block body = ParseBody(end);
        MacroSyntax macro = new(name, parameters, body, expressions.Mentions);
        outer.UnionWith(expressions.Mentions);
        expressions.Mentions = outer;
        _loops = loops;
        return macro;
    }

    private List<(string, Expression?)> ParseParameters()
    {
        tokens.ExpectOperator("(");
        List<(string, Expression?)> parameters = [];
        while (!tokens.SkipOperator(")"))
        {
            if (parameters.Count > 0)
            {
                tokens.ExpectOperator(",");
            }

            string name = tokens.Expect(TokenKind.Name, "a parameter name").Text;
            parameters.Add((name, tokens.SkipOperator("=") ? expressions.Parse() : null));
        }

        return parameters;
    }

    private FilterExpression ParseFilters()
    {
        Position position = tokens.Take().Position;
        return ParseFilterChain(position);
    }

    private FilterExpression ParseFilterChain(Position position)
    {
        FilterExpression filter = expressions.Operands.ParseFilter(position, null);
        while (tokens.Current.IsOperator("|"))
        {
            filter = expressions.Operands.ParseFilter(tokens.Take().Position, filter);
        }

        return filter;
    }

    private Target ParseTarget()
    {
        Target first = ParseSingleTarget();
        if (!tokens.Current.IsOperator(","))
        {
            return first;
        }

        List<Target> targets = [first];
        while (tokens.SkipOperator(",") && !tokens.Current.IsName("in") && !tokens.Current.IsOperator("="))
        {
            targets.Add(ParseSingleTarget());
        }

        return new TupleTarget(targets);
    }

    private Target ParseSingleTarget()
    {
        if (tokens.SkipOperator("("))
        {
            Target inner = tokens.Nested(ParseTarget);
            tokens.ExpectOperator(")");
            return inner;
        }

        Token name = tokens.Expect(TokenKind.Name, "a name to assign to");
        if (!tokens.SkipOperator("."))
        {
            return new NameTarget(name.Text);
        }

        expressions.Mentions.Add(name.Text);
        string attribute = tokens.Expect(TokenKind.Name, "an attribute name").Text;
        return new AttributeTarget(new NameExpression(name.Position, name.Text), attribute);
    }
}
