namespace Xinference.Tokenizers;

/// <summary>Rewrites a text before it is cut into words.</summary>
internal interface INormalizer
{
    string Normalize(string text);
}

/// <summary>Normalisers one after the other.</summary>
internal sealed class SequenceNormalizer(IReadOnlyList<INormalizer> steps) : INormalizer
{
    public string Normalize(string text)
    {
        foreach (INormalizer step in steps)
        {
            text = step.Normalize(text);
        }

        return text;
    }
}
