namespace Xinference.Tokenizers;

/// <summary>Turns one token as the vocabulary spells it into the bytes it stands for.</summary>
internal interface ITokenDecoder
{
    /// <summary>Spaces taken off the start of the whole decoded text.</summary>
    int LeadingSpacesToStrip { get; }

    /// <summary>The bytes of a token.</summary>
    byte[] Decode(string token, TokenPosition position);
}

/// <summary>Where a token stands in the text being decoded.</summary>
internal enum TokenPosition
{
    First,
    Later,
}
