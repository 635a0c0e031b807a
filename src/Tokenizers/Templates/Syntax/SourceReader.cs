namespace Xinference.Tokenizers.Templates;

/// <summary>A cursor over the template's text that knows line and column.</summary>
internal sealed class SourceReader(string text)
{
    private int _line = 1;
    private int _lineStart;

    public int Offset { get; private set; }

    public bool AtEnd => Offset >= text.Length;

    public char Current => AtEnd ? '\0' : text[Offset];

    /// <summary>Whether the cursor is at the start of the source or just behind a line feed.</summary>
    public bool AtLineStart => Offset == 0 || text[Offset - 1] == '\n';

    public Position Position => new(_line, Offset - _lineStart + 1);

    public ReadOnlySpan<char> Rest => text.AsSpan(Math.Min(Offset, text.Length));

    public bool Follows(string expected) => Rest.StartsWith(expected, StringComparison.Ordinal);

    public char Peek(int ahead) => Offset + ahead < text.Length ? text[Offset + ahead] : '\0';

    public string Take(int count)
    {
        string taken = text.Substring(Offset, count);
        for (int i = 0; i < count; i++)
        {
            if (text[Offset + i] == '\n')
            {
                _line++;
                _lineStart = Offset + i + 1;
            }
        }

        Offset += count;
        return taken;
    }

    public string TakeWhile(Func<char, bool> accept)
    {
        int count = 0;
        while (Offset + count < text.Length && accept(text[Offset + count]))
        {
            count++;
        }

        return Take(count);
    }
}
