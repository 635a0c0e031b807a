namespace Xinference.Tokenizers;

/// <summary>What becomes of text outside the vocabulary: byte tokens, the unknown token, or nothing.</summary>
internal sealed class UnknownTokens(int? unknown, bool fuse, ByteTokens? bytes)
{
    public Run Start(List<int> ids) => new(this, ids);

    /// <summary>One pass over a word.</summary>
    internal sealed class Run(UnknownTokens rules, List<int> ids)
    {
        private bool _afterUnknown;

        public void Known(int id)
        {
            ids.Add(id);
            _afterUnknown = false;
        }

        public void Missing(ReadOnlySpan<char> text)
        {
            if (rules.Bytes is { } bytes)
            {
                bytes.Append(text, ids);
                _afterUnknown = false;
                return;
            }

            if (rules.Unknown is { } id && !(rules.Fuse && _afterUnknown))
            {
                ids.Add(id);
            }

            _afterUnknown = true;
        }
    }

    private int? Unknown => unknown;

    private bool Fuse => fuse;

    private ByteTokens? Bytes => bytes;
}
