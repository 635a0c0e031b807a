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
    [InlineData("""{"type":"yarn","factor":4,"original_max_position_embeddings":32}""")]
    [InlineData("""{"rope_type":"llama3","factor":8,"low_freq_factor":1,"high_freq_factor":4,"original_max_position_embeddings":8192}""")]
    public void Hugging_face_rope_scaling_is_read(string scaling)
    {
        RopeScaling read = HfHyperparameters(scaling).Rope.Scaling;
        Assert.Equal(ScalingIn(scaling), read);
    }

    [Fact]
    public void A_rope_scaling_without_its_factor_is_refused() =>
        Assert.Contains("lacks factor", Assert.Throws<ModelException>(() => HfHyperparameters("""{"rope_type":"linear"}""")).Message, StringComparison.Ordinal);

    [Theory]
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
        Assert.Equal(new RopeScaling.Linear(8), files.Spec.Rope.Scaling);
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
        var yarn = Assert.IsType<RopeScaling.Yarn>(files.Spec.Rope.Scaling);
        Assert.Equal((float)(2 * RopeScaling.Yarn.DefaultAttentionFactor(4)), yarn.AttentionFactor);
    }

    [Theory]
    [InlineData("llama.expert_count", "mixture of 8 experts")]
    [InlineData("llama.pooling_type", "pooling_type is 8")]
    public void Other_kinds_of_model_are_refused_by_name(string key, string complaint)
    {
        string path = new TinyGguf { Metadata = new Dictionary<string, object> { [key] = 8u } }.Save();
        Assert.Contains(complaint, Assert.Throws<ModelException>(() => ModelFiles.Open(path)).Message, StringComparison.Ordinal);
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
