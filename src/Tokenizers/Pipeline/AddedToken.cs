namespace Xinference.Tokenizers;

/// <summary>A token that is looked for in the text itself instead of being made by the model.</summary>
internal sealed record AddedToken(int Id, string Content)
{
    /// <summary>Left out of decoded text, and not recognised in untrusted text.</summary>
    public bool Special { get; init; }

    /// <summary>Takes the white space before it along.</summary>
    public bool StripsLeft { get; init; }

    /// <summary>Takes the white space after it along.</summary>
    public bool StripsRight { get; init; }

    /// <summary>Counts only between characters that are not part of a word.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Looked for after normalisation.</summary>
    public bool Normalized { get; init; }
}
