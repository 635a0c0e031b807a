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

    /// <summary>Storage of the matrices: F32, or blocks of 32 that begin with a half-precision scale (Q4_0, Q8_0 …).</summary>
    public DType WeightType { get; init; } = DType.F32;

    /// <summary>Whether tensors are left as holes in the file, so that it may be far larger than the disk.</summary>
    public bool Sparse { get; init; }

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
                DType type = shape.Rank == 2 ? WeightType : DType.F32;
                bool aroundOne = name.Contains("norm", StringComparison.Ordinal);
                writer.AddTensor(name, type, shape, stream => Write(stream, type, shape, random, aroundOne));
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
            [$"{Architecture}.attention.layer_norm_rms_epsilon"] = 1e-5f,
        };
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
            yield return ($"{block}.ffn_norm.weight", [Hidden]);
            yield return ($"{block}.ffn_gate.weight", [FeedForward, Hidden]);
            yield return ($"{block}.ffn_up.weight", [FeedForward, Hidden]);
            yield return ($"{block}.ffn_down.weight", [Hidden, FeedForward]);
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

    private void Write(Stream stream, DType type, Shape shape, Random random, bool aroundOne)
    {
        if (Sparse)
        {
            stream.Position += type.ByteCount(shape.Elements);
        }
        else
        {
            stream.Write(type == DType.F32 ? RandomBytes(random, shape, aroundOne) : RandomBlocks(random, shape, type));
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
