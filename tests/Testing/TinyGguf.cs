using System.Runtime.InteropServices;
using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Testing;

/// <summary>Writes GGUF decoders with random weights, small enough to run in milliseconds. Tests leave out or bend what they want to see refused.</summary>
public sealed record TinyGguf
{
    public string Architecture { get; init; } = "llama";

    public int Vocabulary { get; init; } = 64;

    public int Context { get; init; } = 128;

    public int Hidden { get; init; } = 32;

    public int FeedForward { get; init; } = 48;

    public int Layers { get; init; } = 2;

    public int Heads { get; init; } = 4;

    public int KvHeads { get; init; } = 2;

    public int Seed { get; init; } = 1;

    public bool QkNorm { get; init; }

    public bool QkvBias { get; init; }

    /// <summary>Experts in place of the plain feed-forward blocks, two for each token; 0: none.</summary>
    public int Experts { get; init; }

    /// <summary>Width of an expert that every token uses beside its own; 0: none.</summary>
    public int SharedExpert { get; init; }

    /// <summary>Whether norms subtract the mean.</summary>
    public bool LayerNorm { get; init; }

    /// <summary>Whether tensors are left as holes in the file, so that it may be far larger than the disk.</summary>
    public bool Sparse { get; init; }

    /// <summary>Storage of the matrices: F32, or blocks of 32 that begin with a half-precision scale (Q4_0, Q8_0 …).</summary>
    public DType WeightType { get; init; } = DType.F32;

    /// <summary>Tensors that are not written.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Tensors that are written beside the architecture's own.</summary>
    public IReadOnlyDictionary<string, long[]> Extra { get; init; } = new Dictionary<string, long[]>();

    /// <summary>Metadata that replaces or completes the model's own.</summary>
    public IReadOnlyDictionary<string, object> Metadata { get; init; } = new Dictionary<string, object>();

    /// <summary>Writes the model to a new file in a new folder and says where.</summary>
    public string Save()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("xinference-test-").FullName, "tiny.gguf");
        Save(path);
        return path;
    }

    /// <summary>Writes the model.</summary>
    public void Save(string path)
    {
        var random = new Random(Seed);
        var writer = new GgufWriter();
        foreach ((string key, object value) in AllMetadata())
        {
            writer.Add(key, value);
        }

        foreach ((string name, long[] extents) in AllTensors().Concat(Extra.Select(e => (e.Key, e.Value))))
        {
            if (!Without.Contains(name))
            {
                var shape = new Shape(extents);
                DType type = shape.Rank > 1 && !name.Contains("gate_inp", StringComparison.Ordinal) ? WeightType : DType.F32;
                bool aroundOne = name.Contains("norm", StringComparison.Ordinal);
                if (type == DType.F32)
                {
                    writer.AddTensor(name, type, shape, stream => Write(stream, shape, random, aroundOne));
                }
                else
                {
                    writer.AddTensor(name, type, shape, RandomBlocks(random, shape, type));
                }
            }
        }

        writer.Save(path);
    }

    private Dictionary<string, object> AllMetadata()
    {
        Dictionary<string, object> all = new()
        {
            ["general.architecture"] = Architecture,
            [$"{Architecture}.vocab_size"] = (uint)Vocabulary,
            [$"{Architecture}.context_length"] = (uint)Context,
            [$"{Architecture}.embedding_length"] = (uint)Hidden,
            [$"{Architecture}.block_count"] = (uint)Layers,
            [$"{Architecture}.feed_forward_length"] = (uint)FeedForward,
            [$"{Architecture}.attention.head_count"] = (uint)Heads,
            [$"{Architecture}.attention.head_count_kv"] = (uint)KvHeads,
            [$"{Architecture}.attention.layer_norm_{(LayerNorm ? "" : "rms_")}epsilon"] = 1e-5f,
        };
        if (Experts > 0)
        {
            all[$"{Architecture}.expert_count"] = (uint)Experts;
            all[$"{Architecture}.expert_used_count"] = 2u;
            all[$"{Architecture}.expert_shared_feed_forward_length"] = (uint)SharedExpert;
        }

        foreach ((string key, object value) in Metadata)
        {
            all[key] = value;
        }

        return all;
    }

    private IEnumerable<(string Name, long[] Extents)> AllTensors()
    {
        int headDim = Hidden / Heads;
        int kv = KvHeads * headDim;
        yield return ("token_embd.weight", [Vocabulary, Hidden]);
        yield return ("output_norm.weight", [Hidden]);
        for (int layer = 0; layer < Layers; layer++)
        {
            string block = $"blk.{layer}";
            yield return ($"{block}.attn_norm.weight", [Hidden]);
            yield return ($"{block}.attn_q.weight", [Hidden, Hidden]);
            yield return ($"{block}.attn_k.weight", [kv, Hidden]);
            yield return ($"{block}.attn_v.weight", [kv, Hidden]);
            yield return ($"{block}.attn_output.weight", [Hidden, Hidden]);
            foreach ((string name, long[] extents) in FeedForwardTensors())
            {
                yield return ($"{block}.{name}.weight", extents);
            }

            if (QkNorm)
            {
                yield return ($"{block}.attn_q_norm.weight", [headDim]);
                yield return ($"{block}.attn_k_norm.weight", [headDim]);
            }

            if (QkvBias)
            {
                yield return ($"{block}.attn_q.bias", [Hidden]);
                yield return ($"{block}.attn_k.bias", [kv]);
                yield return ($"{block}.attn_v.bias", [kv]);
            }
        }
    }

    private IEnumerable<(string Name, long[] Extents)> FeedForwardTensors()
    {
        if (Architecture != "command-r")
        {
            yield return ("ffn_norm", [Hidden]);
        }

        if (Experts > 0)
        {
            yield return ("ffn_gate_inp", [Experts, Hidden]);
            yield return ("ffn_gate_exps", [Experts, FeedForward, Hidden]);
            yield return ("ffn_up_exps", [Experts, FeedForward, Hidden]);
            yield return ("ffn_down_exps", [Experts, Hidden, FeedForward]);
        }

        (string suffix, int width) = Experts > 0 ? ("_shexp", SharedExpert) : ("", FeedForward);
        if (width > 0)
        {
            yield return ($"ffn_gate{suffix}", [width, Hidden]);
            yield return ($"ffn_up{suffix}", [width, Hidden]);
            yield return ($"ffn_down{suffix}", [Hidden, width]);
        }
    }

    private void Write(Stream stream, Shape shape, Random random, bool aroundOne)
    {
        if (Sparse)
        {
            stream.Position += shape.Elements * sizeof(float);
        }
        else
        {
            stream.Write(RandomBytes(random, shape, aroundOne));
        }
    }

    private static byte[] RandomBytes(Random random, Shape shape, bool aroundOne)
    {
        var values = new float[shape.Elements];
        float width = 2 / MathF.Sqrt(shape.Innermost);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = aroundOne ? 1 + (0.1f * (random.NextSingle() - 0.5f)) : width * (random.NextSingle() - 0.5f) * 2;
        }

        return MemoryMarshal.AsBytes<float>(values).ToArray();
    }

    private static byte[] RandomBlocks(Random random, Shape shape, DType type)
    {
        var bytes = new byte[type.ByteCount(shape.Elements)];
        random.NextBytes(bytes);
        float largest = type == DType.Q8_0 ? 127 : 8;
        for (int at = 0; at < bytes.Length; at += type.BlockBytes())
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(at), (Half)(2 / (MathF.Sqrt(shape.Innermost) * largest)));
        }

        return bytes;
    }
}
