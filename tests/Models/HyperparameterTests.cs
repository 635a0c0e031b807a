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

    private static RopeScaling ScalingIn(string json) => json switch
    {
        _ when json.Contains("linear", StringComparison.Ordinal) => new RopeScaling.Linear(4),
        _ when json.Contains("yarn", StringComparison.Ordinal) => new RopeScaling.Yarn(4, 32, 32, 1, null),
        _ => new RopeScaling.Llama3(8, 1, 4, 8192),
    };

    private static DecoderSpec HfHyperparameters(string scaling)
    {
        string folder = Directory.CreateTempSubdirectory("xinference-test-").FullName;
        File.WriteAllText(
            Path.Combine(folder, "config.json"),
            $$"""
            {"architectures":["LlamaForCausalLM"],"vocab_size":64,"max_position_embeddings":128,"hidden_size":32,"intermediate_size":48,
             "num_hidden_layers":1,"num_attention_heads":4,"rope_scaling":{{scaling}}}
            """);
        new Formats.SafetensorsWriter()
            .AddTensor("model.norm.weight", Tensors.DType.F32, new Tensors.Shape(1), new byte[4])
            .Save(Path.Combine(folder, "model.safetensors"));
        using ModelFiles files = ModelFiles.Open(folder);
        return files.Spec;
    }
}
