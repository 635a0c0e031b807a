namespace Xinference.Compiler;

/// <summary>
/// How often each expert of each layer was used. The step that groups tokens writes, one thread at a time; anyone may read: a count is whole, but
/// those of a running step may be counted in part.
/// </summary>
public sealed class ExpertUse
{
    private readonly long[] _tokens;
    private readonly long[] _reads;

    internal ExpertUse(int layers, int experts)
    {
        Layers = layers;
        Experts = experts;
        _tokens = new long[layers * experts];
        _reads = new long[layers];
    }

    /// <summary>Layers of the model; those without experts stay at zero.</summary>
    public int Layers { get; }

    /// <summary>Experts of a layer; 0 for a model without.</summary>
    public int Experts { get; }

    /// <summary>Tokens that an expert has worked on.</summary>
    public long Tokens(int layer, int expert) => Volatile.Read(ref _tokens[Index(layer, expert)]);

    /// <summary>How many times an expert of a layer had to be read: once for each step that had a token for it.</summary>
    public long Reads(int layer) => Volatile.Read(ref _reads[layer]);

    internal void Record(int layer, int expert, int tokens)
    {
        if (tokens > 0)
        {
            ref long total = ref _tokens[Index(layer, expert)];
            Volatile.Write(ref total, total + tokens);
            Volatile.Write(ref _reads[layer], _reads[layer] + 1);
        }
    }

    private int Index(int layer, int expert)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)expert, (uint)Experts, nameof(expert));
        return (layer * Experts) + expert;
    }
}
