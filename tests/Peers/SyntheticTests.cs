using Xinference.Formats;
using Xinference.Synthetic;

namespace Xinference.Peers.Tests;

/// <summary>The models that are benchmarked.</summary>
public sealed class SyntheticTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("xinference-synthetic-").FullName;

    [Theory]
    [InlineData("tiny-decoder", "Q4_0")]
    [InlineData("tiny-decoder", "Q4_K")]
    [InlineData("tiny-encoder", "Q8_0")]
    [InlineData("tiny-encoder", "F32")]
    public void A_gguf_file_holds_every_tensor(string shape, string type)
    {
        string path = Path.Combine(_folder, "model.gguf");
        SyntheticModel.WriteGguf(SyntheticShapes.All[shape], SyntheticModel.Types[type], path);

        using IWeightFile file = WeightFile.Open(path);

        Assert.Equal(SyntheticShapes.All[shape].Tensors().Select(t => t.Gguf).Order(StringComparer.Ordinal), file.Tensors.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("tiny-decoder", "BF16")]
    [InlineData("tiny-encoder", "F32")]
    public void A_folder_holds_every_tensor_in_one_type(string shape, string type)
    {
        SyntheticModel.WriteFolder(SyntheticShapes.All[shape], SyntheticModel.Types[type], _folder);

        using IWeightFile file = WeightFile.Open(_folder);

        Assert.Equal(
            SyntheticShapes.All[shape].Tensors().Select(t => t.HuggingFace).Order(StringComparer.Ordinal), file.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.All(file.Tensors.Values, tensor => Assert.Equal(SyntheticModel.Types[type], tensor.Type));
        Assert.All(["config.json", "tokenizer.json"], name => Assert.True(File.Exists(Path.Combine(_folder, name))));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
