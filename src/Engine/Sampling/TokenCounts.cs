namespace Xinference.Engine.Sampling;

/// <summary>How often each token of a sequence was generated; tokens of the prompt alone count 0.</summary>
internal sealed class TokenCounts
{
    private readonly Dictionary<int, int> _generated = [];

    public TokenCounts(ReadOnlySpan<int> prompt)
    {
        foreach (int token in prompt)
        {
            _generated[token] = 0;
        }
    }

    public void Add(int token) => _generated[token] = _generated.GetValueOrDefault(token) + 1;

    public Dictionary<int, int>.Enumerator GetEnumerator() => _generated.GetEnumerator();
}
