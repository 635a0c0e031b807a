using System.Globalization;
using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Synthetic;

/// <summary>A model file that loads and runs; what it says means nothing.</summary>
internal static class SyntheticModel
{
    private const int Seed = 20;
    private const int FirstByte = 3;
    private const int Normal = 1;
    private const int Unknown = 2;
    private const int Control = 3;
    private const int Byte = 6;

    public static void Write(ModelShape shape, DType type, string path)
    {
        var random = new Random(Seed);
        var writer = new GgufWriter();
        AddHyperparameters(writer, shape);
        AddTokenizer(writer, shape.Vocabulary);
        foreach ((string name, long[] extents) in shape.Tensors())
        {
            var tensor = new Shape(extents);
            if (tensor.Rank == 1)
            {
                writer.AddTensor(name, DType.F32, tensor, RandomWeights.Ones(tensor));
            }
            else
            {
                writer.AddTensor(name, type, tensor, stream => RandomWeights.Write(stream, type, tensor, random));
            }
        }

        writer.Save(path);
    }

    private static void AddHyperparameters(GgufWriter writer, ModelShape shape)
    {
        string prefix = shape.Architecture;
        writer.Add("general.architecture", prefix);
        writer.Add($"{prefix}.vocab_size", (uint)shape.Vocabulary);
        writer.Add($"{prefix}.context_length", 16384u);
        writer.Add($"{prefix}.embedding_length", (uint)shape.Hidden);
        writer.Add($"{prefix}.block_count", (uint)shape.Layers);
        writer.Add($"{prefix}.feed_forward_length", (uint)shape.FeedForward);
        writer.Add($"{prefix}.attention.head_count", (uint)shape.Heads);
        writer.Add($"{prefix}.attention.head_count_kv", (uint)shape.KvHeads);
        writer.Add($"{prefix}.attention.key_length", (uint)shape.HeadDim);
        writer.Add($"{prefix}.attention.value_length", (uint)shape.HeadDim);
        writer.Add($"{prefix}.attention.layer_norm_rms_epsilon", 1e-5f);
        writer.Add($"{prefix}.rope.freq_base", 10000f);
        writer.Add($"{prefix}.rope.dimension_count", (uint)shape.HeadDim);
    }

    /// <summary>Three special tokens, all bytes, and invented words.</summary>
    private static void AddTokenizer(GgufWriter writer, int vocabulary)
    {
        string[] tokens = new string[vocabulary];
        int[] types = new int[vocabulary];
        float[] scores = new float[vocabulary];
        for (int id = 0; id < vocabulary; id++)
        {
            int value = id - FirstByte;
            (tokens[id], types[id]) = id switch
            {
                0 => ("<unk>", Unknown),
                1 => ("<s>", Control),
                2 => ("</s>", Control),
                _ when value < 256 => (string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>"), Byte),
                _ => (string.Create(CultureInfo.InvariantCulture, $"▁word{id}"), Normal),
            };
            scores[id] = -id;
        }

        writer.Add("tokenizer.ggml.model", "llama");
        writer.Add("tokenizer.ggml.tokens", tokens);
        writer.Add("tokenizer.ggml.scores", scores);
        writer.Add("tokenizer.ggml.token_type", types);
        writer.Add("tokenizer.ggml.bos_token_id", 1u);
        writer.Add("tokenizer.ggml.eos_token_id", 2u);
        writer.Add("tokenizer.ggml.unknown_token_id", 0u);
    }
}
