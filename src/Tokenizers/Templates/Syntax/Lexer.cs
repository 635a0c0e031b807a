namespace Xinference.Tokenizers.Templates;

/// <summary>
/// Splits a template into text and tags, with the whitespace rules of Jinja2 under <c>trim_blocks</c> and <c>lstrip_blocks</c>,
/// as Hugging Face transformers sets them.
/// </summary>
internal sealed class Lexer
{
    private readonly SourceReader _reader;
    private readonly List<Token> _tokens = [];
    private readonly TagLexer _tags;

    private Lexer(string source)
    {
        _reader = new SourceReader(source);
        _tags = new TagLexer(_reader, _tokens);
    }

    public static List<Token> Tokenize(string source)
    {
        string text = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (text.EndsWith('\n'))
        {
            text = text[..^1];
        }

        Lexer lexer = new(text);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        while (!_reader.AtEnd)
        {
            Position position = _reader.Position;
            bool lineStart = _reader.AtLineStart;
            int length = LengthOfText(_reader.Rest);
            string text = _reader.Take(length);
            AddText(StripBeforeTag(text, lineStart), position);
            if (!_reader.AtEnd)
            {
                LexTag();
            }
        }

        _tokens.Add(new Token(TokenKind.End, "", _reader.Position));
    }

    private static int LengthOfText(ReadOnlySpan<char> rest)
    {
        for (int i = 0; i + 1 < rest.Length; i++)
        {
            if (rest[i] == '{' && rest[i + 1] is '{' or '%' or '#')
            {
                return i;
            }
        }

        return rest.Length;
    }

    private void AddText(string text, Position position)
    {
        if (text.Length > 0)
        {
            _tokens.Add(new Token(TokenKind.Text, text, position));
        }
    }

    private string StripBeforeTag(string text, bool lineStart)
    {
        if (_reader.AtEnd)
        {
            return text;
        }

        char mark = _reader.Peek(2);
        if (mark == '-')
        {
            return text.TrimEnd();
        }

        if (mark == '+' || _reader.Peek(1) == '{')
        {
            return text;
        }

        int last = text.LastIndexOf('\n') + 1;
        bool stripped = (last > 0 || lineStart) && text.AsSpan(last).IsWhiteSpace();
        return stripped ? text[..last] : text;
    }

    private void LexTag()
    {
        Position position = _reader.Position;
        char kind = _reader.Peek(1);
        _reader.Take(_reader.Peek(2) is '-' or '+' ? 3 : 2);
        if (kind == '#')
        {
            SkipComment(position);
        }
        else if (kind == '%' && TryRaw(position))
        {
            return;
        }
        else
        {
            _tokens.Add(new Token(kind == '{' ? TokenKind.ExpressionBegin : TokenKind.StatementBegin, "", position));
            _tags.Run(kind == '{', position);
        }
    }

    private void SkipComment(Position position)
    {
        int end = _reader.Rest.IndexOf("#}", StringComparison.Ordinal);
        if (end < 0)
        {
            throw TemplateException.Syntax(position, "the comment is not closed with '#}'");
        }

        string body = _reader.Take(end);
        _reader.Take(2);
        _tags.TrimAfter(body.Length > 0 ? body[^1] : ' ');
    }

    private bool TryRaw(Position position)
    {
        int length = RawTag.MatchLength(_reader.Rest, "raw", out char mark);
        if (length == 0)
        {
            return false;
        }

        _reader.Take(length);
        _tags.TrimAfter(mark);
        Position start = _reader.Position;
        bool lineStart = _reader.AtLineStart;
        ReadOnlySpan<char> rest = _reader.Rest;
        for (int i = rest.IndexOf("{%", StringComparison.Ordinal); i >= 0 && i < rest.Length; i++)
        {
            int open = i + (i + 2 < rest.Length && rest[i + 2] is '-' or '+' ? 3 : 2);
            if (rest[i..].StartsWith("{%") && RawTag.MatchLength(rest[open..], "endraw", out char endMark) is > 0 and int tail)
            {
                string body = _reader.Take(i);
                AddText(StripBeforeTag(body, lineStart), start);
                _reader.Take(open - i + tail);
                _tags.TrimAfter(endMark);
                return true;
            }
        }

        throw TemplateException.Syntax(position, "the raw block is not closed with '{% endraw %}'");
    }
}
