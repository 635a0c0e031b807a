namespace Xinference.Tokenizers.Templates;

internal enum TokenKind { Text, ExpressionBegin, ExpressionEnd, StatementBegin, StatementEnd, Name, String, Integer, Float, Operator, End }

/// <summary>One token; the text of a string is already unescaped and numbers carry no underscores.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, Position Position)
{
    public bool IsOperator(string text) => Kind == TokenKind.Operator && Text == text;

    public bool IsName(string text) => Kind == TokenKind.Name && Text == text;

    public string Describe() => Kind switch
    {
        TokenKind.Text => "text",
        TokenKind.ExpressionBegin => "'{{'",
        TokenKind.ExpressionEnd => "'}}'",
        TokenKind.StatementBegin => "'{%'",
        TokenKind.StatementEnd => "'%}'",
        TokenKind.String => "a string",
        TokenKind.End => "the end of the template",
        TokenKind.Name or TokenKind.Integer or TokenKind.Float or TokenKind.Operator => $"'{Text}'",
    };
}
