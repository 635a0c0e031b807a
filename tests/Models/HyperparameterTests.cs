using Xinference.Kernels;
using Xinference.Testing;

namespace Xinference.Models.Tests;

public sealed class HyperparameterTests
{
    [Theory]
    [InlineData("llama.attention.head_count_kv", 3u, "4 query heads cannot share 3 key/value heads")]
    [InlineData("llama.block_count", 0u, "layer count is 0")]
    [InlineData("llama.block_count", 1_000_000u, "layer count is 1000000")]
    [InlineData("llama.embedding_length", uint.MaxValue, "embedding_length is 4294967295")]
    [InlineData("llama.rope.dimension_count", 7u, "7 rotary dimensions do not fit a head of 8")]
    public void Senseless_numbers_are_refused_by_name(string key, uint value, string complaint)
    {
        string path = new TinyGguf { Metadata = new Dictionary<string, object> { [key] = value } }.Save();
        Assert.Contains(complaint, Assert.Throws<ModelException>(() => ModelFiles.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_rope_scaling_is_refused_by_name()
    {
        string path = new TinyGguf { Metadata = new Dictionary<string, object> { ["llama.rope.scaling.type"] = "twisted" } }.Save();
        Assert.Contains("'twisted'", Assert.Throws<ModelException>(() => ModelFiles.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"rope_type":"linear","factor":4}""")]
    [InlineData("""{"rope_type":"dynamic","factor":4}""")]
    [InlineData("""{"type":"yarn","factor":4,"original_max_position_embeddings":32}""")]
    [InlineData("""{"rope_type":"llama3","factor":8,"low_freq_factor":1,"high_freq_factor":4,"original_max_position_embeddings":8192}""")]
    public void Hugging_face_rope_scaling_is_read(string scaling)
    {
        RopeScaling read = HfHyperparameters(scaling).Rope!.Scaling;
        Assert.Equal(ScalingIn(scaling), read);
    }

    [Fact]
    public void A_rope_scaling_without_its_factor_is_refused() =>
        Assert.Contains("lacks factor", Assert.Throws<ModelException>(() => HfHyperparameters("""{"rope_type":"linear"}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void Hugging_face_long_rope_is_read_with_its_lists()
    {
        var longRope = Assert.IsType<RopeScaling.LongRope>(
            HfHyperparameters("""{"type":"longrope","short_factor":[1,1,1,2],"long_factor":[1,2,3,4],"original_max_position_embeddings":32}""").Rope!.Scaling);
        Assert.Equal((float[])[1, 1, 1, 2], longRope.Short);
        Assert.Equal((float[])[1, 2, 3, 4], longRope.Long);
        Assert.Equal((float)Math.Sqrt(1 + (Math.Log(128 / 32.0) / Math.Log(32))), longRope.Magnitude);
    }

    [Fact]
    public void Hugging_face_experts_are_read()
    {
        ExpertSpec mixtral = FromHuggingFace("MixtralForCausalLM", "\"num_local_experts\":8,\"num_experts_per_tok\":2").Experts!;
        Assert.Equal(new Routing(8, 2), mixtral.Routing);
        Assert.Equal(48, mixtral.IntermediateSize);
        ExpertSpec qwen = FromHuggingFace(
            "Qwen3MoeForCausalLM", "\"num_experts\":16,\"num_experts_per_tok\":4,\"moe_intermediate_size\":24,\"norm_topk_prob\":false").Experts!;
        Assert.Equal(new Routing(16, 4, Normalize: false), qwen.Routing);
        Assert.Equal(24, qwen.IntermediateSize);
    }

    [Fact]
    public void Experts_on_some_layers_are_refused() => Assert.Contains(
        "mlp_only_layers",
        Assert.Throws<ModelException>(() => FromHuggingFace(
            "Qwen3MoeForCausalLM", "\"num_experts\":16,\"num_experts_per_tok\":4,\"mlp_only_layers\":[0]")).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"type":"longrope","short_factor":[1,1],"long_factor":[1,1,1,1],"original_max_position_embeddings":32}""")]
    [InlineData("""{"rope_type":"dynamic","factor":0}""")]
    [InlineData("""{"rope_type":"linear","factor":0}""")]
    [InlineData("""{"rope_type":"linear","factor":1e39}""")]
    [InlineData("""{"type":"yarn","factor":4,"original_max_position_embeddings":0}""")]
    [InlineData("""{"rope_type":"llama3","factor":8,"low_freq_factor":4,"high_freq_factor":4,"original_max_position_embeddings":8192}""")]
    public void A_senseless_rope_scaling_is_refused(string scaling) =>
        Assert.Contains("RoPE scaling is", Assert.Throws<ModelException>(() => HfHyperparameters(scaling)).Message, StringComparison.Ordinal);

    [Fact]
    public void Yarn_reaches_as_far_as_its_factor_though_the_config_keeps_the_old_length() =>
        Assert.Equal(4 * 128, HfHyperparameters("""{"type":"yarn","factor":4,"original_max_position_embeddings":128}""").ContextLength);

    [Fact]
    public void A_gguf_of_old_scales_linearly_by_its_old_key()
    {
        string path = new TinyGguf { Metadata = new Dictionary<string, object> { ["llama.rope.scale_linear"] = 8f } }.Save();
        using ModelFiles files = ModelFiles.Open(path);
        Assert.Equal(new RopeScaling.Linear(8), files.Spec.Rope!.Scaling);
    }

    [Fact]
    public void A_gguf_s_attention_factor_multiplies_the_paper_s()
    {
        var metadata = new Dictionary<string, object>
        {
            ["llama.rope.scaling.type"] = "yarn",
            ["llama.rope.scaling.factor"] = 4f,
            ["llama.rope.scaling.attn_factor"] = 2f,
        };
        using ModelFiles files = ModelFiles.Open(new TinyGguf { Metadata = metadata }.Save());
        var yarn = Assert.IsType<RopeScaling.Yarn>(files.Spec.Rope!.Scaling);
        Assert.Equal((float)(2 * RopeScaling.Yarn.DefaultAttentionFactor(4)), yarn.AttentionFactor);
    }

    [Fact]
    public void An_unknown_pooling_is_refused_by_number()
    {
        string path = new TinyGguf { Metadata = new Dictionary<string, object> { ["llama.pooling_type"] = 8u } }.Save();
        Assert.Contains("pooling_type is 8", Assert.Throws<ModelException>(() => ModelFiles.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expert_used_count", 9u, "9 of 8 experts")]
    [InlineData("expert_used_count", 0u, "0 of 8 experts")]
    [InlineData("expert_count", 1u << 20, "of 1048576 experts")]
    [InlineData("expert_count", uint.MaxValue, "expert_count is 4294967295")]
    [InlineData("expert_group_count", 3u, "8 experts do not fall into 3 groups")]
    [InlineData("expert_gating_func", 9u, "weighted by function 9")]
    [InlineData("expert_feed_forward_length", 0u, "experts of width 0")]
    [InlineData("expert_weights_scale", float.NaN, "multiplied by NaN")]
    public void Senseless_experts_are_refused(string key, object value, string complaint)
    {
        Dictionary<string, object> metadata = new() { ["llama.expert_count"] = 8u, ["llama.expert_used_count"] = 2u };
        metadata[$"llama.{key}"] = value;
        string path = new TinyGguf { Metadata = metadata }.Save();
        Assert.Contains(complaint, Assert.Throws<ModelException>(() => ModelFiles.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_soft_cap_or_scale_that_is_no_number_is_refused()
    {
        var metadata = new Dictionary<string, object> { ["llama.final_logit_softcapping"] = float.NaN, ["llama.logit_scale"] = 0f };
        string message = Assert.Throws<ModelException>(() => ModelFiles.Open(new TinyGguf { Metadata = metadata }.Save())).Message;
        Assert.Contains("soft cap", message, StringComparison.Ordinal);
        Assert.Contains("scale of embeddings", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gemma_3_sees_all_positions_on_every_sixth_layer_and_rotates_the_others_faster()
    {
        var metadata = new Dictionary<string, object> { ["gemma3.attention.sliding_window"] = 16u, ["gemma3.rope.freq_base"] = 1e6f };
        using ModelFiles files = ModelFiles.Open(new TinyGguf { Architecture = "gemma3", Layers = 7, Metadata = metadata }.Save());
        Assert.Equal([16, 16, 16, 16, 16, 0, 16], Enumerable.Range(0, 7).Select(files.Spec.WindowOf));
        Assert.Equal(1e6f, files.Spec.RopeOf(5)!.Theta);
        Assert.Equal(1e4f, files.Spec.RopeOf(4)!.Theta);
    }

    [Theory]
    [InlineData("LlamaForCausalLM", "\"sliding_window\":64", 0)]
    [InlineData("MistralForCausalLM", "\"sliding_window\":64", 64)]
    [InlineData("MistralForCausalLM", "\"sliding_window\":null", 0)]
    [InlineData("Qwen2ForCausalLM", "\"sliding_window\":64,\"use_sliding_window\":false", 0)]
    [InlineData("Qwen3ForCausalLM", "\"sliding_window\":64", 0)]
    public void Only_mistral_has_a_window(string architecture, string fields, int window) =>
        Assert.Equal(window, FromHuggingFace(architecture, fields).SlidingWindow);

    [Fact]
    public void Windows_on_some_layers_are_refused() => Assert.Contains(
        "use_sliding_window",
        Assert.Throws<ModelException>(() => FromHuggingFace("Qwen2ForCausalLM", "\"use_sliding_window\":true")).Message,
        StringComparison.Ordinal);

    private static RopeScaling ScalingIn(string json) => json switch
    {
        _ when json.Contains("dynamic", StringComparison.Ordinal) => new RopeScaling.Dynamic(4, 128),
        _ when json.Contains("linear", StringComparison.Ordinal) => new RopeScaling.Linear(4),
        _ when json.Contains("yarn", StringComparison.Ordinal) => new RopeScaling.Yarn(4, 32, 32, 1, null),
        _ => new RopeScaling.Llama3(8, 1, 4, 8192),
    };

    private static DecoderSpec HfHyperparameters(string scaling) => FromHuggingFace("LlamaForCausalLM", $"\"rope_scaling\":{scaling}");

    private static DecoderSpec FromHuggingFace(string architecture, string fields)
    {
        string folder = Directory.CreateTempSubdirectory("xinference-test-").FullName;
        File.WriteAllText(
            Path.Combine(folder, "config.json"),
            $$"""
            {"architectures":["{{architecture}}"],"vocab_size":64,"max_position_embeddings":128,"hidden_size":32,"intermediate_size":48,
             "num_hidden_layers":1,"num_attention_heads":4,{{fields}}}
            """);
        new Formats.SafetensorsWriter()
            .AddTensor("model.norm.weight", Tensors.DType.F32, new Tensors.Shape(1), new byte[4])
            .Save(Path.Combine(folder, "model.safetensors"));
        using ModelFiles files = ModelFiles.Open(folder);
        return files.Spec;
    }
}
