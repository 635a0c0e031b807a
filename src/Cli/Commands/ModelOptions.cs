using System.CommandLine;
using Xinference.Catalog;
using Xinference.Kernels;
using Xinference.Loading;

namespace Xinference.Cli.Commands;

/// <summary>The options that say which model to run and how.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> _model;

    private readonly NumberOption<int> _threads = new("--threads", 1, 1024, "-t")
    {
        Description = "Threads that compute; default: one for each core this process may use.",
    };

    private readonly NumberOption<int> _contextLength = new("--context-length", 1, int.MaxValue, "-c")
    {
        Description = "Tokens of prompt and answer together; default: what the model was made for, less where memory is short.",
    };

    private readonly Option<long?> _kvCacheMemory = CommonOptions.Size(
        "--kv-cache-memory", "Memory for keys and values, such as 512M or 4GiB; default: room for several full contexts.");

    private readonly ChoiceOption<KvType> _kvType = new("--kv-type")
    {
        Description = "How keys and values are kept; f32 is exact.",
        Default = KvType.F32,
    };

    private readonly ChoiceOption<ComputeMode> _compute = new("--compute")
    {
        Description = "Precision of activations: auto is the fastest (8-bit groups where the kernels have them), f32 compares engines digit for digit.",
        Default = ComputeMode.Auto,
    };

    private readonly ChoiceOption<WeightStorage> _quantize = new("--quantize")
    {
        Description = "Quantise weights stored as floats while loading: int8 keeps them in groups of 32 with a scale (Q8_0).",
        Default = WeightStorage.None,
    };

    /// <param name="name">What the option for the model is called: <c>--model</c> where a server is meant, <c>--model-path</c> for tools.</param>
    public ModelOptions(string name) => _model = new(name, "-m")
    {
        Description = "A GGUF file, a folder with config.json and safetensors, or the name of a known model; default: the embedded model.",
        HelpName = "name|path",
    };

    public IEnumerable<Option> All => [_model, .. Settings];

    /// <summary>Those that say how the model is to run.</summary>
    public IEnumerable<Option> Settings => [_threads, _contextLength, _kvCacheMemory, _kvType, _compute, _quantize];

    /// <summary>Refuses these options beside <c>--endpoint</c>, where they would do nothing.</summary>
    /// <exception cref="UsageException">One of them is given.</exception>
    public void RefuseBesideEndpoint(ParseResult parsed)
    {
        if (All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new UsageException($"{given.Name} is about a model loaded here, but --endpoint asks a server that has its own: leave one of them out");
        }
    }

    /// <summary>The model as it was given, or null where it was not.</summary>
    public string? PathIn(ParseResult parsed) => parsed.GetValue(_model);

    public ModelLocation Locate(ParseResult parsed) => ModelResolver.Resolve(parsed.GetValue(_model), XinferenceHome.Path);

    public LoadOptions Read(ParseResult parsed) => new()
    {
        Threads = parsed.GetValue(_threads),
        ContextLength = parsed.GetValue(_contextLength),
        KvCacheBytes = parsed.GetValue(_kvCacheMemory),
        KvType = _kvType.ValueIn(parsed) ?? KvType.F32,
        Compute = _compute.ValueIn(parsed) ?? ComputeMode.Auto,
        Storage = _quantize.ValueIn(parsed) ?? WeightStorage.None,
        Rung = ReadRung(),
    };

    private static string? ReadRung()
    {
        string? forced = Environment.GetEnvironmentVariable(KernelRungs.Variable);
        return KernelRungs.FindFault(forced) is { } fault ? throw new UsageException(fault) : forced;
    }
}
