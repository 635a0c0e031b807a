namespace Xinference.Synthetic;

/// <summary>The numbers that make a published model's shape.</summary>
internal sealed record ModelShape(
    string Architecture, int Vocabulary, int Hidden, int FeedForward, int Layers, int Heads, int KvHeads, int HeadDim, bool QkNorm, bool Tied)
{
    public static IReadOnlyDictionary<string, ModelShape> All { get; } = new Dictionary<string, ModelShape>
    {
        ["tinyllama-1.1b"] = new("llama", 32000, 2048, 5632, 22, 32, 4, 64, QkNorm: false, Tied: false),
        ["llama-3.2-1b"] = new("llama", 128256, 2048, 8192, 16, 32, 8, 64, QkNorm: false, Tied: true),
        ["qwen3-0.6b"] = new("qwen3", 151936, 1024, 3072, 28, 16, 8, 128, QkNorm: true, Tied: true),
        ["llama-8b"] = new("llama", 128256, 4096, 14336, 32, 32, 8, 128, QkNorm: false, Tied: false),
    };

    /// <summary>Every tensor with its extents, outermost first.</summary>
    public IEnumerable<(string Name, long[] Extents)> Tensors()
    {
        yield return ("token_embd.weight", [Vocabulary, Hidden]);
        yield return ("output_norm.weight", [Hidden]);
        if (!Tied)
        {
            yield return ("output.weight", [Vocabulary, Hidden]);
        }

        for (int layer = 0; layer < Layers; layer++)
        {
            foreach ((string name, long[] extents) in LayerTensors())
            {
                yield return ($"blk.{layer}.{name}.weight", extents);
            }
        }
    }

    private IEnumerable<(string Name, long[] Extents)> LayerTensors()
    {
        yield return ("attn_norm", [Hidden]);
        yield return ("attn_q", [Heads * HeadDim, Hidden]);
        yield return ("attn_k", [KvHeads * HeadDim, Hidden]);
        yield return ("attn_v", [KvHeads * HeadDim, Hidden]);
        yield return ("attn_output", [Hidden, Heads * HeadDim]);
        yield return ("ffn_norm", [Hidden]);
        yield return ("ffn_gate", [FeedForward, Hidden]);
        yield return ("ffn_up", [FeedForward, Hidden]);
        yield return ("ffn_down", [Hidden, FeedForward]);
        if (QkNorm)
        {
            yield return ("attn_q_norm", [HeadDim]);
            yield return ("attn_k_norm", [HeadDim]);
        }
    }
}
