using Xinference.Formats;

namespace Xinference.Testing;

/// <summary>The recorded BERT of the GGUF goldens as a Hugging Face folder: the same weights under transformers' names.</summary>
public static class HfBert
{
    private static readonly (string Gguf, string HuggingFace)[] Names =
    [
        ("token_embd_norm", "embeddings.LayerNorm"),
        ("token_embd", "embeddings.word_embeddings"),
        ("position_embd", "embeddings.position_embeddings"),
        ("token_types", "embeddings.token_type_embeddings"),
        ("blk.", "encoder.layer."),
        ("attn_output_norm", "attention.output.LayerNorm"),
        ("attn_output", "attention.output.dense"),
        ("attn_q", "attention.self.query"),
        ("attn_k", "attention.self.key"),
        ("attn_v", "attention.self.value"),
        ("ffn_up", "intermediate.dense"),
        ("ffn_down", "output.dense"),
        ("layer_output_norm", "output.LayerNorm"),
    ];

    /// <summary>Writes the folder and says where.</summary>
    /// <param name="prefix">Put before every name, as in checkpoints with a head.</param>
    /// <param name="pooling">Content of <c>1_Pooling/config.json</c>; null: there is none.</param>
    /// <param name="activation">The value of <c>hidden_act</c>.</param>
    public static string Save(string prefix = "", string? pooling = null, string activation = "gelu_new")
    {
        string folder = Directory.CreateTempSubdirectory("xinference-test-").FullName;
        using GgufFile file = GgufFile.Open(RepoFiles.Path("tests", "data", "goldens", "bert.gguf"));
        var writer = new SafetensorsWriter();
        foreach (TensorInfo tensor in file.Tensors.Values)
        {
            writer.AddTensor(prefix + Rename(tensor.Name), tensor.Type, tensor.Shape, EditedGguf.Bytes(((IWeightFile)file).Open(tensor.Name)));
        }

        writer.Save(Path.Combine(folder, "model.safetensors"));
        File.WriteAllText(
            Path.Combine(folder, "config.json"),
            $$"""
            {"architectures":["BertModel"],"vocab_size":512,"max_position_embeddings":128,"hidden_size":64,"intermediate_size":96,
             "num_hidden_layers":2,"num_attention_heads":4,"type_vocab_size":2,"layer_norm_eps":1e-12,"hidden_act":"{{activation}}"}
            """);
        string[] tokens = [.. file.Metadata.GetStrings("tokenizer.ggml.tokens")!];
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), TokenizerJson(tokens));
        if (pooling is not null)
        {
            Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
            File.WriteAllText(Path.Combine(folder, "1_Pooling", "config.json"), pooling);
        }

        return folder;
    }

    private static string Rename(string name) => Names.Aggregate(name, (current, pair) => current.Replace(pair.Gguf, pair.HuggingFace, StringComparison.Ordinal));

    // tests of weights run ids, so a vocabulary of whole words will do
    private static string TokenizerJson(string[] tokens)
    {
        string vocabulary = string.Join(",", tokens.Select((_, id) => $"\"t{id}\":{id}"));
        return """{"model":{"type":"WordPiece","unk_token":"t100","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{""" + vocabulary + "}}}";
    }
}
