using Xinference.Kernels;
using Xinference.Models.Weights;
using Xinference.Testing;

namespace Xinference.Models.Tests;

/// <summary>What is read of encoders, and what is refused.</summary>
public sealed class EncoderTests
{
    private static string Bert => RepoFiles.Path("tests", "data", "goldens", "bert.gguf");

    [Fact]
    public void Bert_has_learned_positions_and_two_segments()
    {
        using ModelFiles files = ModelFiles.Open(Bert);
        EncoderSpec spec = files.Encoder!;
        Assert.Equal((Pooling.Mean, 2, 4, 16, 128), (spec.Pooling, spec.TokenTypes, spec.Heads, spec.HeadDim, spec.ContextLength));
        Assert.Null(spec.Rope);
        EncoderWeights weights = EncoderWeights.Bind(spec, files.Weights);
        Assert.NotNull(weights.Positions);
        Assert.Null(weights.Classifier);
    }

    [Fact]
    public void Nomic_splits_its_joined_matrix_into_thirds()
    {
        using ModelFiles files = ModelFiles.Open(RepoFiles.Path("tests", "data", "goldens", "nomic-bert.gguf"));
        EncoderWeights weights = EncoderWeights.Bind(files.Encoder!, files.Weights);
        byte[] whole = EditedGguf.Bytes(files.Weights.Open("blk.1.attn_qkv.weight"));
        EncoderLayerWeights layer = weights.Layers[1];
        byte[] thirds = [.. EditedGguf.Bytes(layer.Query.Weight), .. EditedGguf.Bytes(layer.Key.Weight), .. EditedGguf.Bytes(layer.Value.Weight)];
        Assert.Equal(whole, thirds);
        Assert.Equal((RopeStyle.Halves, 16, 1000f), (files.Encoder!.Rope!.Style, files.Encoder.Rope.Dimensions, files.Encoder.Rope.Theta));
    }

    [Fact]
    public void All_faults_are_listed_in_one_message()
    {
        string path = EditedGguf.Save(
            Bert,
            without: ["blk.0.attn_q.weight", "token_embd_norm.weight"],
            extra: new Dictionary<string, long[]> { ["blk.9.attn_q.weight"] = [3], ["blk.0.attn_qkv.bias"] = [4] });
        using ModelFiles files = ModelFiles.Open(path);
        string message = Assert.Throws<ModelException>(() => EncoderWeights.Bind(files.Encoder!, files.Weights)).Message;
        Assert.Contains("missing blk.0.attn_q.weight [64, 64]", message, StringComparison.Ordinal);
        Assert.Contains("missing token_embd_norm.weight [64]", message, StringComparison.Ordinal);
        Assert.Contains("unexpected blk.9.attn_q.weight [3]", message, StringComparison.Ordinal);
        Assert.Contains("unexpected blk.0.attn_qkv.bias [4]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misshapen_joined_matrix_is_a_fault_and_no_crash()
    {
        string path = EditedGguf.Save(
            RepoFiles.Path("tests", "data", "goldens", "nomic-bert.gguf"),
            without: ["blk.0.attn_qkv.weight"],
            extra: new Dictionary<string, long[]> { ["blk.0.attn_qkv.weight"] = [1, 64] });
        using ModelFiles files = ModelFiles.Open(path);
        Assert.Contains(
            "blk.0.attn_qkv.weight has shape [1, 64], should have [192, 64]",
            Assert.Throws<ModelException>(() => EncoderWeights.Bind(files.Encoder!, files.Weights)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("attention.head_count", 0u, "head count is 0")]
    [InlineData("attention.head_count", 5u, "does not divide into 5 heads")]
    [InlineData("embedding_length", 4096u, "does not divide into 4 heads of 1…256")]
    [InlineData("pooling_type", 0u, "names no pooling")]
    [InlineData("pooling_type", 9u, "pooling_type is 9")]
    [InlineData("expert_count", 8u, "mixture of 8 experts")]
    [InlineData("context_length", uint.MaxValue, "context_length is 4294967295")]
    [InlineData("attention.layer_norm_epsilon", 2f, "norm epsilon is 2")]
    [InlineData("attention.causal", true, "attention.causal")]
    public void Senseless_hyperparameters_are_refused_by_name(string key, object value, string complaint)
    {
        string path = EditedGguf.Save(Bert, new Dictionary<string, object?> { [$"bert.{key}"] = value });
        Assert.Contains(complaint, Assert.Throws<ModelException>(() => ModelFiles.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encoder_has_no_decoder_s_spec()
    {
        using ModelFiles files = ModelFiles.Open(Bert);
        Assert.Contains("xinference embed", Assert.Throws<ModelException>(() => files.Spec).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"pooling_mode_cls_token\":true,\"pooling_mode_mean_tokens\":false}", Pooling.Cls)]
    [InlineData("{\"pooling_mode_lasttoken\":true}", Pooling.Last)]
    [InlineData(null, Pooling.Mean)]
    public void Pooling_comes_from_the_file_beside_the_model(string? pooling, Pooling expected)
    {
        using ModelFiles files = ModelFiles.Open(HfBert.Save(pooling: pooling));
        Assert.Equal(expected, files.Pooling);
    }

    [Fact]
    public void A_mix_of_poolings_is_refused_by_name()
    {
        string folder = HfBert.Save(pooling: "{\"pooling_mode_cls_token\":true,\"pooling_mode_max_tokens\":true}");
        Assert.Contains(
            "pooling_mode_cls_token and pooling_mode_max_tokens",
            Assert.Throws<ModelException>(() => ModelFiles.Open(folder)).Message,
            StringComparison.Ordinal);
    }
}
