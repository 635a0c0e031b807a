using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Xinference.Catalog;
using Xinference.Compiler;
using Xinference.Engine;
using Xinference.Engine.Execution;
using Xinference.Formats;
using Xinference.Kernels;
using Xinference.Models;
using Xinference.Models.Weights;
using Xinference.Tokenizers;

namespace Xinference.Loading;

/// <summary>A place on disk becomes a running model: opens the files, binds the weights, compiles, starts the engine.</summary>
public static class ModelLoader
{
    private const int ShownTensors = 8;

    /// <summary>Loads a model on a thread of the pool.</summary>
    /// <param name="location">Where it lies.</param>
    /// <param name="options">How it is to be run.</param>
    /// <param name="progress">Told how far it is; null: nobody.</param>
    /// <param name="loggers">Where the engine logs.</param>
    /// <param name="cancellationToken">Gives up between stages.</param>
    /// <exception cref="WeightFileException">A file is missing or broken.</exception>
    /// <exception cref="ModelException">This build cannot run the model.</exception>
    /// <exception cref="TokenizerException">The tokenizer is missing or broken.</exception>
    /// <exception cref="LoadException">It does not fit into memory, or the options contradict the model.</exception>
    public static Task<LoadedModel> LoadAsync(
        ModelLocation location, LoadOptions options, IProgress<LoadProgress>? progress, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        Task.Run(() => Load(location, options, progress, loggers, cancellationToken), cancellationToken);

    private static LoadedModel Load(
        ModelLocation location, LoadOptions options, IProgress<LoadProgress>? progress, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        void Report(string stage, double fraction)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new(stage, fraction));
        }

        using var undo = new Undo();
        Report("opening", 0);
        ModelFiles files = undo.Add(ModelFiles.Open(location.Path));
        RequireText(files.Spec);
        Beside<ModelText> reading = undo.Add(new Beside<ModelText>(() => ModelText.Read(files)));
        Report("binding weights", 0.1);
        DecoderWeights weights = DecoderWeights.Bind(files.Spec, files.Weights);
        KernelChoice choice = SelectKernels(options.Rung);
        IKernels kernels = choice.Kernels;
        RequireSupported(files, kernels);
        ThreadTeam team = undo.Add(new ThreadTeam(options.Threads ?? ThreadTeam.DefaultThreads));
        Report("packing weights", 0.3);
        (Program program, KvCache cache) = Compile(files, weights, options, kernels, team);
        CpuDevice device = undo.Add(new CpuDevice(program, cache));
        Report("starting", 0.9);
        ModelText text = reading.Result();
        LocalGateway gateway = new(
            device,
            new EngineOptions { ModelUid = options.Uid ?? location.Name },
            TimeProvider.System,
            new Random(RandomNumberGenerator.GetInt32(int.MaxValue)),
            loggers.CreateLogger<LocalGateway>());
        undo.Keep();
        return new LoadedModel(gateway, team, files)
        {
            Location = location,
            Tokenizer = text.Tokenizer,
            Template = text.Template,
            TemplateFault = text.TemplateFault,
            KernelsFault = choice.Fault,
            DefaultSampling = text.DefaultSampling,
            Summary = Summarize(files, weights, device, options, kernels, team, Stopwatch.GetElapsedTime(start)),
        };
    }

    private static void RequireText(DecoderSpec spec)
    {
        if (spec.Pooling != Pooling.None)
        {
            throw new ModelException("the model gives embeddings instead of text; xinference embed runs it");
        }
    }

    /// <summary>Checks that the kernels take all weights.</summary>
    /// <exception cref="ModelException">They do not.</exception>
    internal static void RequireSupported(ModelFiles files, IKernels kernels)
    {
        bool inParts = files.Quantization is not null;
        string[] unsupported =
        [
            .. files.Weights.Tensors.Values
                .Where(t => !kernels.Supports(t.Type) && !(inParts && HfQuantization.IsPart(t.Name)))
                .Select(t => $"{t.Name} ({t.Type})"),
        ];
        if (unsupported.Length > 0)
        {
            string more = unsupported.Length > ShownTensors ? $" and {unsupported.Length - ShownTensors} more" : "";
            throw new ModelException(
                $"the {kernels.Name} kernels do not take the type of {string.Join(", ", unsupported.Take(ShownTensors))}{more}; "
                + "docs/support-matrix.md lists the types that run");
        }
    }

    /// <summary>The kernels of a name, or the best there are.</summary>
    /// <exception cref="LoadException">The rung asked for does not run here.</exception>
    internal static KernelChoice SelectKernels(string? rung)
    {
        try
        {
            return KernelRungs.Select(rung);
        }
        catch (ArgumentException e)
        {
            throw new LoadException(e.Message, e);
        }
    }

    /// <summary>The program and room for keys and values, as far as memory allows; both are the caller's to dispose of.</summary>
    /// <exception cref="LoadException">It does not fit into memory, or the options contradict the model.</exception>
    internal static (Program Program, KvCache Cache) Compile(
        ModelFiles files, DecoderWeights weights, LoadOptions options, IKernels kernels, ThreadTeam team)
    {
        DecoderSpec spec = files.Spec;
        var layout = new KvLayout(options.KvType, spec.Layers, spec.KvHeads, spec.HeadDim);
        var limits = new ProgramLimits(options.MaxBatchTokens, options.MaxSequences, spec.ContextLength, spec.VocabularySize);
        long logitBytes = (long)limits.MaxSequences * limits.VocabularySize * sizeof(float);
        var needs = new MemoryNeeds(
            files.Weights.Tensors.Values.Sum(t => t.ByteLength),
            ProgramCompiler.ArenaBytes(spec, weights, limits, kernels, options.Compute, options.Storage) + logitBytes,
            layout.BlockBytes,
            spec.ContextLength);
        KvBudget budget = KvBudget.Plan(needs, options, MachineMemory.Available());
        limits = limits with { ContextLength = budget.ContextLength };
        using var undo = new Undo();
        Program program = undo.Add(ProgramCompiler.Compile(spec, weights, limits, kernels, team, options.Compute, options.Storage));
        var cache = new KvCache(layout, budget.Blocks);
        undo.Keep();
        return (program, cache);
    }

    /// <summary>The type that most of the bytes are of.</summary>
    internal static string MainType(IWeightFile weights) =>
        weights.Tensors.Values.GroupBy(t => t.Type).MaxBy(g => g.Sum(t => t.ByteLength))!.Key.ToString();

    private static ModelSummary Summarize(
        ModelFiles files, DecoderWeights weights, CpuDevice device, LoadOptions options, IKernels kernels, ThreadTeam team, TimeSpan loadTime)
    {
        DecoderSpec spec = files.Spec;
        IEnumerable<TensorInfo> tensors = files.Weights.Tensors.Values;
        var layout = new KvLayout(options.KvType, spec.Layers, spec.KvHeads, spec.HeadDim);
        long parameters = tensors.Sum(t => spec.Quantization is null ? t.Shape.Elements : HfQuantization.CountWeights(t));
        long bytes = tensors.Sum(t => t.ByteLength);
        long embedding = weights.Embedding.Shape.Elements;
        return new()
        {
            Architecture = spec.Architecture,
            Format = files.Weights.Format,
            Parameters = parameters,
            WeightType = spec.Quantization?.Name ?? MainType(files.Weights),
            WeightBytes = bytes,
            BytesPerToken = weights.Tied ? bytes : bytes - weights.Embedding.ByteLength,
            OutputParameters = embedding,
            BodyParameters = parameters - (weights.Tied ? embedding : 2 * embedding),
            ContextLength = device.Info.Limits.ContextLength,
            ModelContextLength = spec.ContextLength,
            KvType = options.KvType,
            KvCacheBytes = device.Info.BlockCount * layout.BlockBytes,
            Kernels = kernels.Name,
            Threads = team.Threads,
            LoadTime = loadTime,
        };
    }
}
