using Xinference.Cli.Tests.Support;
using Xinference.Testing;

namespace Xinference.Cli.Tests;

/// <summary>A model that cannot be run: exit code 3 and one line with the reason.</summary>
public sealed class ModelErrorTests(ModelFolder models)
{
    [Fact]
    public async Task A_missing_model_is_told() => (await GenerateAsync("nowhere.gguf")).IsFault(3, "there is no model 'nowhere.gguf'", "'tiny'");

    [Fact]
    public async Task A_truncated_file_is_told()
    {
        byte[] whole = await File.ReadAllBytesAsync(models.Tiny, TestContext.Current.CancellationToken);
        foreach (int length in (int[])[0, 3, 20, 2000, whole.Length / 2, whole.Length - 1])
        {
            string path = models.PathOf($"cut-at-{length}.gguf");
            await File.WriteAllBytesAsync(path, whole.AsMemory(0, length), TestContext.Current.CancellationToken);
            (await GenerateAsync(path)).IsFault(3, path);
        }
    }

    [Fact]
    public async Task A_file_of_another_kind_is_told() =>
        (await GenerateAsync(Write("notes.gguf", "this is text"))).IsFault(3, "notes.gguf: is not a GGUF file");

    [Fact]
    public async Task An_empty_folder_is_told() =>
        (await GenerateAsync(Directory.CreateDirectory(models.PathOf("empty")).FullName)).IsFault(3, "has no weights that this build reads");

    [Fact]
    public async Task A_folder_without_config_is_told()
    {
        string weights = RepoFiles.Shared("models", "stories260K", "hf", "model.safetensors");
        string folder = Directory.CreateDirectory(models.PathOf("no-config")).FullName;
        File.Copy(weights, Path.Combine(folder, "model.safetensors"));
        (await GenerateAsync(folder)).IsFault(3, "config.json");
    }

    [Fact]
    public async Task A_broken_config_is_told()
    {
        string weights = RepoFiles.Shared("models", "stories260K", "hf", "model.safetensors");
        string folder = Directory.CreateDirectory(models.PathOf("bad-config")).FullName;
        File.Copy(weights, Path.Combine(folder, "model.safetensors"));
        Write(Path.Combine("bad-config", "config.json"), "{ \"model_type\": ");
        (await GenerateAsync(folder)).IsFault(3, "config.json");
    }

    [Fact]
    public async Task An_unsupported_architecture_is_told()
    {
        string path = models.PathOf("mamba.gguf");
        ModelFolder.WithTokenizer(new TinyGguf { Architecture = "mamba" }).Save(path);
        (await GenerateAsync(path)).IsFault(3, "mamba", "llama");
    }

    [Fact]
    public async Task A_missing_tensor_is_told()
    {
        string path = models.PathOf("hole.gguf");
        ModelFolder.WithTokenizer(new TinyGguf { Without = ["blk.1.ffn_up.weight"] }).Save(path);
        (await GenerateAsync(path)).IsFault(3, "blk.1.ffn_up.weight");
    }

    [Fact]
    public async Task A_model_without_tokenizer_is_told()
    {
        string path = models.PathOf("mute.gguf");
        new TinyGguf().Save(path);
        (await GenerateAsync(path)).IsFault(3, "tokenizer");
    }

    [Fact]
    public async Task A_model_too_large_for_memory_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a file system that leaves holes unasked");
        string path = models.PathOf("terabyte.gguf");
        ModelFolder.WithTokenizer(new TinyGguf { Sparse = true, Layers = 12, Hidden = 4096, Heads = 32, FeedForward = 1 << 20 }).Save(path);
        Assert.True(new FileInfo(path).Length > 500L << 30, "the file is meant to be larger than any memory");
        (await GenerateAsync(path)).IsFault(3, "the model does not fit into memory", "available");
    }

    [Fact]
    public async Task A_cache_too_large_for_memory_is_told() =>
        (await GenerateAsync(models.Tiny, "--kv-cache-memory", "10TiB")).IsFault(3, "a key/value cache of 10 TiB does not fit", "--kv-cache-memory");

    [Fact]
    public async Task A_cache_too_small_for_the_context_is_told() =>
        (await GenerateAsync(models.Chatty, "--context-length", "100000", "--kv-cache-memory", "64K")).IsFault(3, "--kv-cache-memory");

    [Fact]
    public async Task A_context_beyond_the_models_is_told() =>
        (await GenerateAsync(models.Tiny, "--context-length", "129")).IsFault(3, "--context-length 129 is more than the 128 tokens");

    [Fact]
    public async Task A_prompt_longer_than_the_context_is_told() =>
        (await XinferenceProcess.RunAsync(models, "generate", "--model-path", models.Tiny, "--prompt-ids", string.Join(',', Enumerable.Repeat(5, 128))))
            .IsFault(2, "the prompt has 128 tokens", "context of 128");

    [Fact]
    public async Task An_id_outside_the_vocabulary_is_told() =>
        (await XinferenceProcess.RunAsync(models, "generate", "--model-path", models.Tiny, "--prompt-ids", "1,99999")).IsFault(2, "99999");

    [Fact]
    public async Task A_model_without_template_does_not_chat() =>
        (await XinferenceProcess.RunAsync(models, "chat", "--model-path", models.Tiny, "--message", "hi")).IsFault(2, "no chat template", "xinference generate");

    [Fact]
    public async Task A_home_that_cannot_be_written_is_told()
    {
        string home = Write("home-is-a-file", "");
        (await XinferenceProcess.RunAsync(models, new Dictionary<string, string> { ["XINFERENCE_HOME"] = home }, "", "generate", "--prompt", "x"))
            .IsFault(3, "the embedded model cannot be unpacked", home, "XINFERENCE_HOME");
    }

    [Fact]
    public async Task A_file_that_cannot_be_inspected_is_told() =>
        (await XinferenceProcess.RunAsync(models, "inspect", "nowhere.gguf")).IsFault(3, "nowhere.gguf");

    private Task<Outcome> GenerateAsync(string model, params string[] more) =>
        XinferenceProcess.RunAsync(models, ["generate", "--model-path", model, "--prompt", "x", "--max-tokens", "2", .. more]);

    private string Write(string name, string text)
    {
        string path = models.PathOf(name);
        File.WriteAllText(path, text);
        return path;
    }
}
