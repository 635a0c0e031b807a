namespace Xinference.Models.Weights;

/// <summary>What the parts of an encoder are called in a file. A layer's names have <c>{0}</c> where its number goes; all lack <c>.weight</c>.</summary>
internal sealed record EncoderNames
{
    public required string Embedding { get; init; }

    public required string Positions { get; init; }

    public required string TokenTypes { get; init; }

    public required string EmbeddingNorm { get; init; }

    /// <summary>Queries, keys and values in one matrix, where a file has that.</summary>
    public required string Joined { get; init; }

    public required string Query { get; init; }

    public required string Key { get; init; }

    public required string Value { get; init; }

    public required string AttentionOutput { get; init; }

    public required string AttentionNorm { get; init; }

    public required string Gate { get; init; }

    public required string Up { get; init; }

    public required string Down { get; init; }

    public required string OutputNorm { get; init; }

    public required string Pooler { get; init; }

    public required string Classifier { get; init; }

    /// <summary>Beginnings of the names of tensors that nobody reads.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    public static EncoderNames Gguf { get; } = new()
    {
        Embedding = "token_embd",
        Positions = "position_embd",
        TokenTypes = "token_types",
        EmbeddingNorm = "token_embd_norm",
        Joined = "blk.{0}.attn_qkv",
        Query = "blk.{0}.attn_q",
        Key = "blk.{0}.attn_k",
        Value = "blk.{0}.attn_v",
        AttentionOutput = "blk.{0}.attn_output",
        AttentionNorm = "blk.{0}.attn_output_norm",
        Gate = "blk.{0}.ffn_gate",
        Up = "blk.{0}.ffn_up",
        Down = "blk.{0}.ffn_down",
        OutputNorm = "blk.{0}.layer_output_norm",
        Pooler = "cls",
        Classifier = "cls.output",
        Ignored = [],
    };

    /// <param name="prefix"><c>bert.</c> where the model lies inside another, else empty.</param>
    /// <param name="classifies">Whether pooler and classifier are read.</param>
    public static EncoderNames HuggingFace(string prefix, bool classifies)
    {
        string layer = $"{prefix}encoder.layer.{{0}}.";
        return new()
        {
            Embedding = $"{prefix}embeddings.word_embeddings",
            Positions = $"{prefix}embeddings.position_embeddings",
            TokenTypes = $"{prefix}embeddings.token_type_embeddings",
            EmbeddingNorm = $"{prefix}embeddings.LayerNorm",
            Joined = $"{layer}attention.self.qkv",
            Query = $"{layer}attention.self.query",
            Key = $"{layer}attention.self.key",
            Value = $"{layer}attention.self.value",
            AttentionOutput = $"{layer}attention.output.dense",
            AttentionNorm = $"{layer}attention.output.LayerNorm",
            Gate = $"{layer}intermediate.gate",
            Up = $"{layer}intermediate.dense",
            Down = $"{layer}output.dense",
            OutputNorm = $"{layer}output.LayerNorm",
            Pooler = $"{prefix}pooler.dense",
            Classifier = "classifier",
            // heads that training left behind
            Ignored = [$"{prefix}embeddings.position_ids", "cls.", .. classifies ? Array.Empty<string>() : [$"{prefix}pooler."]],
        };
    }
}
