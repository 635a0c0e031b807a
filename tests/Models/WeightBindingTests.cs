using Xinference.Models.Weights;
using Xinference.Testing;

namespace Xinference.Models.Tests;

public sealed class WeightBindingTests
{
    [Fact]
    public void A_whole_model_binds()
    {
        DecoderWeights weights = Bind(new TinyGguf());
        Assert.Equal(2, weights.Layers.Count);
        Assert.Null(weights.Layers[0].QueryNorm);
    }

    [Fact]
    public unsafe void Without_an_output_projection_the_embedding_serves_as_one()
    {
        using ModelFiles files = ModelFiles.Open(new TinyGguf().Save());
        var weights = DecoderWeights.Bind(files.Spec, files.Weights);
        Assert.True(weights.Embedding.Data == weights.Output.Weight.Data);
    }

    [Fact]
    public void All_faults_are_listed_in_one_message()
    {
        var model = new TinyGguf
        {
            Without = ["blk.0.attn_q.weight", "blk.1.ffn_up.weight", "output_norm.weight"],
            Extra = new Dictionary<string, long[]> { ["output_norm.weight2"] = [3], ["blk.0.attn_q.bias"] = [5] },
        };
        string message = Assert.Throws<ModelException>(() => Bind(model)).Message;
        Assert.Contains("missing blk.0.attn_q.weight [32, 32]", message, StringComparison.Ordinal);
        Assert.Contains("missing blk.1.ffn_up.weight [48, 32]", message, StringComparison.Ordinal);
        Assert.Contains("missing output_norm.weight [32]", message, StringComparison.Ordinal);
        Assert.Contains("unexpected output_norm.weight2 [3]", message, StringComparison.Ordinal);
        Assert.Contains("blk.0.attn_q.bias has shape [5], should have [32]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Qwen3_must_have_its_head_norms() => Assert.Contains(
        "missing blk.0.attn_q_norm.weight [8]",
        Assert.Throws<ModelException>(() => Bind(new TinyGguf { Architecture = "qwen3" })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Qwen2_must_have_its_biases() => Assert.Contains(
        "missing blk.1.attn_v.bias [16]",
        Assert.Throws<ModelException>(() => Bind(new TinyGguf { Architecture = "qwen2" })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_thousand_faults_make_a_short_message()
    {
        var extra = Enumerable.Range(0, 1000).ToDictionary(i => $"stray.{i}", _ => new long[] { 1 });
        string message = Assert.Throws<ModelException>(() => Bind(new TinyGguf { Extra = extra })).Message;
        Assert.Contains("and 980 more", message, StringComparison.Ordinal);
        Assert.True(message.Length < 2000);
    }

    private static DecoderWeights Bind(TinyGguf model)
    {
        using ModelFiles files = ModelFiles.Open(model.Save());
        return DecoderWeights.Bind(files.Spec, files.Weights);
    }
}
