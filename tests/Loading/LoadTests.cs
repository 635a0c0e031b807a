using Xinference.Formats;
using Xinference.Models;
using Xinference.Tensors;
using Xinference.Testing;
using Xinference.Tokenizers;

namespace Xinference.Loading.Tests;

public sealed class LoadTests
{
    [Fact]
    public async Task A_model_without_a_tokenizer_is_refused() =>
        await Assert.ThrowsAsync<TokenizerException>(() => Running.LoadAsync(new TinyGguf().Save(), new LoadOptions()));

    [Fact]
    public async Task An_unknown_rung_is_refused_with_the_known_ones()
    {
        string path = GoldenModel.All[0].GgufPath;
        LoadException refused = await Assert.ThrowsAsync<LoadException>(() => Running.LoadAsync(path, new LoadOptions { Rung = "warp" }));
        Assert.Contains("reference, simd", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bert", "xinference embed")]
    [InlineData("qwen3-embedding", "embeddings instead of text")]
    public async Task A_model_for_embeddings_gives_no_text(string name, string complaint)
    {
        string path = SequenceGolden.All.Single(g => g.Name == name).GgufPath;
        ModelException refused = await Assert.ThrowsAsync<ModelException>(() => Running.LoadAsync(path, new LoadOptions()));
        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
        Assert.True(SequenceModelLoader.Takes(new("test", path)));
    }

    [Fact]
    public async Task A_model_for_text_gives_no_embeddings()
    {
        string path = GoldenModel.All[0].GgufPath;
        ModelException refused = await Assert.ThrowsAsync<ModelException>(() => SequenceRunning.LoadAsync(path, new LoadOptions()));
        Assert.Contains("xinference generate", refused.Message, StringComparison.Ordinal);
        Assert.False(SequenceModelLoader.Takes(new("test", path)));
    }

    [Fact]
    public async Task A_failed_load_leaves_the_file_free()
    {
        string path = new TinyGguf { Architecture = "unheard-of" }.Save();
        await Assert.ThrowsAsync<ModelException>(() => Running.LoadAsync(path, new LoadOptions()));
        File.Delete(path);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Weights_of_a_type_that_no_kernel_takes_are_refused_by_name()
    {
        string folder = CopyOfTiny();
        IWeightFile whole = WeightFile.Open(folder);
        var writer = new SafetensorsWriter();
        foreach (TensorInfo tensor in whole.Tensors.Values)
        {
            DType type = tensor.Name == "model.norm.weight" ? DType.I32 : DType.F16;
            writer.AddTensor(tensor.Name, type, tensor.Shape, new byte[type.ByteCount(tensor.Shape.Elements)]);
        }

        whole.Dispose();
        writer.Save(Path.Combine(folder, "model.safetensors"));
        ModelException refused = await Assert.ThrowsAsync<ModelException>(() => Running.LoadAsync(folder, new LoadOptions()));
        Assert.Contains("model.norm.weight (I32)", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("top_k", "1000000000000")]
    [InlineData("top_p", "5")]
    [InlineData("temperature", "-1")]
    public async Task A_senseless_recommendation_is_refused_by_file_and_field(string field, string value)
    {
        string folder = CopyOfTiny();
        File.WriteAllText(Path.Combine(folder, "generation_config.json"), $$"""{"{{field}}": {{value}}}""");
        LoadException refused = await Assert.ThrowsAsync<LoadException>(() => Running.LoadAsync(folder, new LoadOptions()));
        Assert.StartsWith($"generation_config.json: {field} is", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_that_cannot_be_used_refuses_chats_and_not_the_model()
    {
        string folder = CopyOfTiny();
        File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), "{{ ");
        await using LoadedModel model = await Running.LoadAsync(folder, new LoadOptions());
        Assert.Null(model.Template);
        Assert.Contains("chat_template.jinja", model.TemplateFault, StringComparison.Ordinal);
        Assert.NotEmpty(await Running.GreedyAsync(model, [1, 2, 3], 2));
    }

    [Fact]
    public void File_pages_of_a_control_group_are_to_be_had()
    {
        string folder = Directory.CreateTempSubdirectory("xinference-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "memory.max"), "1000");
        File.WriteAllText(Path.Combine(folder, "memory.current"), "900");
        Assert.Equal(100, MachineMemory.ReadGroupHeadroom(folder));
        File.WriteAllText(Path.Combine(folder, "memory.stat"), "anon 300\ninactive_file 400\nactive_file 200\n");
        Assert.Equal(700, MachineMemory.ReadGroupHeadroom(folder));
        File.WriteAllText(Path.Combine(folder, "memory.max"), "max");
        Assert.Null(MachineMemory.ReadGroupHeadroom(folder));
    }

    private static string CopyOfTiny()
    {
        string folder = Directory.CreateTempSubdirectory("xinference-test-").FullName;
        foreach (string file in Directory.EnumerateFiles(RepoFiles.Path("assets", "tiny")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return folder;
    }

    [Fact]
    public async Task The_summary_tells_what_runs()
    {
        await using LoadedModel model = await Running.LoadAsync(GoldenModel.All[0].GgufPath, new LoadOptions { Threads = 1, ContextLength = 64 });
        Assert.Equal("Llama", model.Summary.Architecture);
        Assert.Equal("F32", model.Summary.WeightType);
        Assert.Equal(64, model.Summary.ContextLength);
        Assert.Equal(128, model.Summary.ModelContextLength);
        Assert.Equal(1, model.Summary.Threads);
        Assert.Equal(64, model.Gateway.Limits.ContextLength);
    }
}
