using System.Collections.Immutable;
using System.Text;
using Xinference.Inference;
using Xinference.Tokenizers;

namespace Xinference.Serving;

/// <summary>Turns tokens into text: joins characters, ends at stop strings, and gives each token out with the text it begins.</summary>
internal sealed class TokenTextBuilder(ITokenizer tokenizer, ImmutableArray<string> stops, bool withTokens)
{
    private readonly StreamingDetokenizer _detokenizer = tokenizer.NewDetokenizer();
    private readonly StopMatcher _stops = new(stops);
    private readonly Queue<(int Start, TokenText Token)> _pending = new();
    private int _decoded;
    private int _decodedRunes;
    private int _released;

    /// <summary>Whether a stop string has ended the text.</summary>
    public bool Stopped => _stops.Stopped;

    /// <summary>Adds a token and returns what it makes known.</summary>
    public (string Text, ImmutableArray<TokenText> Tokens) Append(TokenEvent.Sampled sampled)
    {
        if (withTokens)
        {
            _pending.Enqueue((_decoded, Describe(sampled)));
        }

        string text = Release(_detokenizer.Append(sampled.TokenId));
        return (text, TokensBefore(_released));
    }

    /// <summary>Ends the text and returns the rest of it.</summary>
    public (string Text, ImmutableArray<TokenText> Tokens) Flush()
    {
        string text = Release(_detokenizer.Flush());
        string held = _stops.Flush();
        _released += held.Length;
        return (text + held, TokensBefore(Stopped ? _released : int.MaxValue));
    }

    private string Release(string decoded)
    {
        _decoded += decoded.Length;
        _decodedRunes += CountRunes(decoded);
        string text = _stops.Append(decoded);
        _released += text.Length;
        return text;
    }

    /// <summary>The waiting tokens whose text begins before <paramref name="end"/> (in UTF-16 units).</summary>
    private ImmutableArray<TokenText> TokensBefore(int end)
    {
        if (_pending.Count == 0)
        {
            return [];
        }

        var tokens = ImmutableArray.CreateBuilder<TokenText>();
        while (_pending.TryPeek(out (int Start, TokenText Token) next) && next.Start < end)
        {
            tokens.Add(_pending.Dequeue().Token);
        }

        return tokens.DrainToImmutable();
    }

    private TokenText Describe(TokenEvent.Sampled sampled) => new(
        sampled.TokenId,
        tokenizer.Spell(sampled.TokenId),
        [.. tokenizer.TokenBytes(sampled.TokenId)],
        sampled.LogProbability,
        _decodedRunes,
        [.. sampled.Top.Select(top =>
            new CandidateText(top.TokenId, tokenizer.Spell(top.TokenId), [.. tokenizer.TokenBytes(top.TokenId)], top.LogProbability))]);

    private static int CountRunes(string text)
    {
        int count = 0;
        foreach (Rune _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
