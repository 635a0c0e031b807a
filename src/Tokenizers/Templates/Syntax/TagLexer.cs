namespace Xinference.Tokenizers.Templates;

/// <summary>Reads the tokens between the delimiters of one tag.</summary>
internal sealed class TagLexer(SourceReader reader, List<Token> tokens)
{
    // Looking a name up costs its length, which no budget counts.
    private const int MostNameCharacters = 255;

    private static readonly string[] Operators =
    [
        "**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ".", ",", ":", "|", ";",
    ];

    /// <summary>Reads up to and with the closing delimiter; inside brackets that delimiter is only punctuation.</summary>
    public void Run(bool expression, Position begin)
    {
        int brackets = 0;
        string close = expression ? "}}" : "%}";
        while (true)
        {
            reader.TakeWhile(char.IsWhiteSpace);
            if (reader.AtEnd)
            {
                throw TemplateException.Syntax(begin, $"the tag is not closed with '{close}'");
            }

            if (brackets == 0 && TryClose(close, expression))
            {
                return;
            }

            Token token = Next();
            tokens.Add(token);
            brackets += token.Kind != TokenKind.Operator ? 0 : token.Text is "(" or "[" or "{" ? 1 : token.Text is ")" or "]" or "}" ? -1 : 0;
            brackets = Math.Max(brackets, 0);
        }
    }

    /// <summary>Skips what the sign before a closing delimiter asks for: all whitespace, nothing, or (by default) one line feed.</summary>
    public void TrimAfter(char mark)
    {
        if (mark == '-')
        {
            reader.TakeWhile(char.IsWhiteSpace);
        }
        else if (mark != '+' && reader.Current == '\n')
        {
            reader.Take(1);
        }
    }

    private bool TryClose(string close, bool expression)
    {
        Position position = reader.Position;
        bool marked = reader.Current == '-' || (reader.Current == '+' && !expression);
        char mark = marked && reader.Rest[1..].StartsWith(close, StringComparison.Ordinal) ? reader.Current : ' ';
        if (mark == ' ' && !reader.Follows(close))
        {
            return false;
        }

        reader.Take(mark == ' ' ? 2 : 3);
        TrimAfter(expression && mark == ' ' ? '+' : mark);
        tokens.Add(new Token(expression ? TokenKind.ExpressionEnd : TokenKind.StatementEnd, "", position));
        return true;
    }

    private Token Next()
    {
        Position position = reader.Position;
        char first = reader.Current;
        if (char.IsLetter(first) || first == '_')
        {
            return new Token(TokenKind.Name, Name(position), position);
        }

        if (first is '"' or '\'')
        {
            return new Token(TokenKind.String, StringLiteral.Read(reader), position);
        }

        return char.IsAsciiDigit(first) ? Number(position) : Operator(position);
    }

    private string Name(Position position)
    {
        string name = reader.TakeWhile(c => char.IsLetterOrDigit(c) || c == '_');
        return name.Length <= MostNameCharacters
            ? name
            : throw TemplateException.Syntax(position, $"a name of {name.Length} characters; at most {MostNameCharacters} are read");
    }

    private Token Operator(Position position)
    {
        foreach (string text in Operators)
        {
            if (reader.Follows(text))
            {
                reader.Take(text.Length);
                return new Token(TokenKind.Operator, text, position);
            }
        }

        throw TemplateException.Syntax(position, $"unexpected character '{reader.Current}'");
    }

    private Token Number(Position position)
    {
        if (reader.Current == '0' && reader.Peek(1) is 'x' or 'X' or 'o' or 'O' or 'b' or 'B')
        {
            string prefixed = reader.Take(2) + reader.TakeWhile(c => char.IsAsciiHexDigit(c) || c == '_');
            return new Token(TokenKind.Integer, Plain(prefixed), position);
        }

        bool afterDot = tokens.Count > 0 && tokens[^1].IsOperator(".");
        string text = Digits();
        bool isFloat = false;
        if (!afterDot && reader.Current == '.' && char.IsAsciiDigit(reader.Peek(1)))
        {
            text += reader.Take(1) + Digits();
            isFloat = true;
        }

        int sign = reader.Peek(1) is '+' or '-' ? 1 : 0;
        if (!afterDot && reader.Current is 'e' or 'E' && char.IsAsciiDigit(reader.Peek(1 + sign)))
        {
            text += reader.Take(1 + sign) + Digits();
            isFloat = true;
        }

        return new Token(isFloat ? TokenKind.Float : TokenKind.Integer, Plain(text), position);
    }

    private string Digits() => reader.TakeWhile(c => char.IsAsciiDigit(c) || c == '_');

    private static string Plain(string number) => number.Replace("_", "", StringComparison.Ordinal);
}
