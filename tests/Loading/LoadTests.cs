using Xinference.Models;
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

    [Fact]
    public async Task A_failed_load_leaves_the_file_free()
    {
        string path = new TinyGguf { Architecture = "unheard-of" }.Save();
        await Assert.ThrowsAsync<ModelException>(() => Running.LoadAsync(path, new LoadOptions()));
        File.Delete(path);
        Assert.False(File.Exists(path));
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
