using System.Text;

namespace Xinference.Tokenizers;

/// <summary>Decoders one after the other; each sees text until one yields bytes.</summary>
internal sealed class SequenceDecoder(IReadOnlyList<IDecoderStep> steps, int leadingSpaces) : ITokenDecoder
{
    public int LeadingSpacesToStrip => leadingSpaces;

    public byte[] Decode(string token, TokenPosition position)
    {
        DecodedToken decoded = new(token, null);
        foreach (IDecoderStep step in steps)
        {
            if (decoded.Bytes is { } bytes)
            {
                return bytes;
            }

            decoded = step.Apply(decoded.Text, position);
        }

        return decoded.Bytes ?? Encoding.UTF8.GetBytes(decoded.Text);
    }
}

/// <summary>A token on its way through the decoders: text, or bytes once those are known.</summary>
internal readonly record struct DecodedToken(string Text, byte[]? Bytes);

/// <summary>One decoder of a sequence.</summary>
internal interface IDecoderStep
{
    DecodedToken Apply(string token, TokenPosition position);
}

/// <summary>A token in the byte alphabet.</summary>
internal sealed class ByteLevelDecoderStep : IDecoderStep
{
    public DecodedToken Apply(string token, TokenPosition position) => new(token, ByteAlphabet.Decode(token));
}

/// <summary>A token for one byte.</summary>
internal sealed class ByteFallbackDecoderStep : IDecoderStep
{
    public DecodedToken Apply(string token, TokenPosition position) =>
        ByteTokens.ByteOf(token) is { } value ? new DecodedToken(token, [value]) : new DecodedToken(token, null);
}

/// <summary>A rewriting of each token by itself.</summary>
internal sealed class NormalizerDecoderStep(INormalizer normalizer) : IDecoderStep
{
    public DecodedToken Apply(string token, TokenPosition position) => new(normalizer.Normalize(token), null);
}

/// <summary>Takes up to so many of a character off the ends of each token.</summary>
internal sealed class StripDecoderStep(char content, int start, int stop) : IDecoderStep
{
    public DecodedToken Apply(string token, TokenPosition position)
    {
        int first = 0;
        while (first < start && first < token.Length && token[first] == content)
        {
            first++;
        }

        int last = token.Length;
        while (token.Length - last < stop && last > first && token[last - 1] == content)
        {
            last--;
        }

        return new DecodedToken(token[first..last], null);
    }
}

/// <summary>Turns the visible space back into a space, and drops it from the first token if the text had got one in front.</summary>
internal sealed class MetaspaceDecoderStep(string mark, SpacePrefix prefix) : IDecoderStep
{
    public DecodedToken Apply(string token, TokenPosition position)
    {
        string space = position == TokenPosition.First && prefix != SpacePrefix.Never ? "" : " ";
        return new DecodedToken(token.Replace(mark, space, StringComparison.Ordinal), null);
    }
}

/// <summary>Joins tokens with spaces, except for those inside a word.</summary>
internal sealed class WordPieceDecoderStep(string inside, bool cleanUp) : IDecoderStep
{
    private static readonly (string From, string To)[] Tidying =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
        (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public DecodedToken Apply(string token, TokenPosition position)
    {
        if (position == TokenPosition.Later)
        {
            token = inside.Length > 0 && token.StartsWith(inside, StringComparison.Ordinal) ? token[inside.Length..] : " " + token;
        }

        if (cleanUp)
        {
            foreach ((string from, string to) in Tidying)
            {
                token = token.Replace(from, to, StringComparison.Ordinal);
            }
        }

        return new DecodedToken(token, null);
    }
}
