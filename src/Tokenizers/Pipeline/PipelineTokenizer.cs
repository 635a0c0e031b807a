using System.Text;

namespace Xinference.Tokenizers;

/// <summary>
/// The stages every tokenizer goes through: cut out added tokens, normalise, cut into words, apply the model, add special tokens.
/// </summary>
internal sealed class PipelineTokenizer : ITokenizer
{
    private readonly TokenizerParts _parts;
    private readonly TokenTable _table;

    public PipelineTokenizer(TokenizerParts parts)
    {
        _parts = parts;
        _table = new TokenTable(parts.Vocabulary, parts.Decoder);
    }

    public int VocabularySize => _table.Count;

    public SpecialTokens Special => _parts.Special;

    public IReadOnlyList<int> Encode(string text, EncodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        string sound = WellFormed(text);
        List<int> ids = [];
        SplitRole roles = options.ParseSpecialTokens ? SplitRole.All : SplitRole.PlainOnly;
        foreach (Segment raw in _parts.RawTokens.Split(new Segment(sound, null, true), roles))
        {
            EncodeSegment(raw, roles, ids);
        }

        return options.AddSpecialTokens ? _parts.Template.Apply(ids) : ids;
    }

    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        StreamingDetokenizer stream = NewDetokenizer(skipSpecialTokens);
        StringBuilder text = new();
        foreach (int id in ids)
        {
            text.Append(stream.Append(id));
        }

        return text.Append(stream.Flush()).ToString();
    }

    public ReadOnlySpan<byte> TokenBytes(int id) => _table.Bytes(id);

    public string TokenText(int id) => _table.Text(id);

    public int? TokenId(string text) => _parts.Vocabulary.Find(text);

    public bool IsSpecial(int id) => _table.IsSpecial(id);

    public StreamingDetokenizer NewDetokenizer(bool skipSpecialTokens = true) => new(_table, skipSpecialTokens);

    private void EncodeSegment(Segment raw, SplitRole roles, List<int> ids)
    {
        if (raw.Token is { } token)
        {
            ids.Add(token);
            return;
        }

        string normal = _parts.Normalizer.Normalize(raw.Text);
        foreach (Segment segment in _parts.NormalTokens.Split(raw with { Text = normal }, roles))
        {
            if (segment.Token is { } inner)
            {
                ids.Add(inner);
            }
            else
            {
                EncodeText(segment, ids);
            }
        }
    }

    private void EncodeText(Segment segment, List<int> ids)
    {
        if (segment.Text.Length == 0)
        {
            return;
        }

        foreach (Piece piece in _parts.Splitter.Split([new Piece(segment.Text, segment.AtStart)]))
        {
            if (piece.Text.Length > 0)
            {
                _parts.Model.Tokenize(piece.Text, ids);
            }
        }
    }

    private static string WellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            }
        }

        return text;
    }
}
