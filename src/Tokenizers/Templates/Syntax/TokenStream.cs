namespace Xinference.Tokenizers.Templates;

/// <summary>The tokens of a template with one token of view, and the parser's bound on nesting.</summary>
internal sealed class TokenStream(List<Token> tokens, int maxNesting)
{
    private int _next;
    private int _nesting;

    public Token Current => tokens[_next];

    public Token Following => tokens[Math.Min(_next + 1, tokens.Count - 1)];

    public Position Position => Current.Position;

    public Token Take()
    {
        Token token = Current;
        _next = Math.Min(_next + 1, tokens.Count - 1);
        return token;
    }

    public bool SkipOperator(string text) => Current.IsOperator(text) && Take() != default;

    public bool SkipName(string text) => Current.IsName(text) && Take() != default;

    public Token Expect(TokenKind kind, string what) => Current.Kind == kind ? Take() : throw Expected(what);

    public void ExpectOperator(string text)
    {
        if (!SkipOperator(text))
        {
            throw Expected($"'{text}'");
        }
    }

    public TemplateException Expected(string what) =>
        TemplateException.Syntax(Position, $"expected {what}, found {Current.Describe()}");

    /// <summary>Goes one bracket, operator or block deeper; the bound keeps the parser's own stack small.</summary>
    public T Nested<T>(Func<T> parse)
    {
        if (++_nesting > maxNesting)
        {
            throw TemplateException.Syntax(Position, $"the template passes the limit {nameof(TemplateLimits.MaxNesting)} = {maxNesting}");
        }

        T result = parse();
        _nesting--;
        return result;
    }
}
