using System.CommandLine;
using Xinference.Catalog;
using Xinference.Kernels;
using Xinference.Loading;

namespace Xinference.Cli.Commands;

/// <summary>The options that say which model to run and how.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> _model;

    private readonly Option<int?> _threads = new Option<int?>("--threads", "-t")
    {
        Description = "Threads that compute; default: one for each core this process may use.",
    }.InRange(1, 1024);

    private readonly Option<int?> _contextLength = new Option<int?>("--context-length", "-c")
    {
        Description = "Tokens of prompt and answer together; default: what the model was made for, less where memory is short.",
    }.InRange(1, int.MaxValue);

    private readonly Option<string?> _kvCacheMemory = new("--kv-cache-memory")
    {
        Description = "Memory for keys and values, such as 512M or 4GiB; default: room for several full contexts.",
    };

    private readonly Option<KvType> _kvType = new("--kv-type")
    {
        Description = "How keys and values are kept: f32 (exact), bf16 or int8.",
        DefaultValueFactory = _ => KvType.F32,
    };

    private readonly Option<ComputeMode> _compute = new("--compute")
    {
        Description = "Precision of activations: auto (fastest; 8-bit groups where the kernels have them) or f32 (to compare engines digit for digit).",
        DefaultValueFactory = _ => ComputeMode.Auto,
    };

    /// <param name="name">What the option for the model is called: <c>--model</c> where a server is meant, <c>--model-path</c> for tools.</param>
    public ModelOptions(string name) => _model = new(name, "-m")
    {
        Description = "A GGUF file, a folder with config.json and safetensors, or the name of a known model; default: the embedded model.",
    };

    public IEnumerable<Option> All => [_model, _threads, _contextLength, _kvCacheMemory, _kvType, _compute];

    /// <summary>Whether the caller named a model.</summary>
    public bool NamesModel(ParseResult parsed) => parsed.GetValue(_model) is not null;

    public ModelLocation Locate(ParseResult parsed) => ModelResolver.Resolve(parsed.GetValue(_model), XinferenceHome.Path);

    public LoadOptions Read(ParseResult parsed) => new()
    {
        Threads = parsed.GetValue(_threads),
        ContextLength = parsed.GetValue(_contextLength),
        KvCacheBytes = parsed.GetValue(_kvCacheMemory) is { } text ? ReadSize(text) : null,
        KvType = parsed.GetValue(_kvType),
        Compute = parsed.GetValue(_compute),
        Rung = Environment.GetEnvironmentVariable(KernelRungs.Variable),
    };

    private static long ReadSize(string text) => ByteSize.TryParse(text, out long bytes) && bytes > 0
        ? bytes
        : throw new UsageException($"--kv-cache-memory '{text}' is no size; write it like 512M or 4GiB");
}
