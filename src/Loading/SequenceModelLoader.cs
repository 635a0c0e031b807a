using System.Diagnostics;
using Xinference.Catalog;
using Xinference.Compiler;
using Xinference.Engine.Sequences;
using Xinference.Formats;
using Xinference.Kernels;
using Xinference.Models;
using Xinference.Models.Weights;
using Xinference.Tokenizers;

namespace Xinference.Loading;

/// <summary>A place on disk becomes a model for embeddings or scores.</summary>
public static class SequenceModelLoader
{
    // a cache for more would be larger than most models
    private const int MostContextByDefault = 8192;

    /// <summary>Whether a model gives embeddings or scores, and no text.</summary>
    /// <exception cref="WeightFileException">A file is missing or broken.</exception>
    /// <exception cref="ModelException">This build cannot run the model.</exception>
    public static bool Takes(ModelLocation location)
    {
        using ModelFiles files = ModelFiles.Open(location.Path);
        return files.Pooling != Pooling.None;
    }

    /// <summary>Loads a model on a thread of the pool.</summary>
    /// <param name="location">Where it lies.</param>
    /// <param name="options">How it is to be run.</param>
    /// <param name="progress">Told how far it is; null: nobody.</param>
    /// <param name="cancellationToken">Gives up between stages.</param>
    /// <exception cref="WeightFileException">A file is missing or broken.</exception>
    /// <exception cref="ModelException">This build cannot run the model, or it gives text.</exception>
    /// <exception cref="TokenizerException">The tokenizer is missing or broken.</exception>
    /// <exception cref="LoadException">It does not fit into memory, or the options contradict the model.</exception>
    public static Task<SequenceModel> LoadAsync(
        ModelLocation location, LoadOptions options, IProgress<LoadProgress>? progress, CancellationToken cancellationToken) =>
        Task.Run(() => Load(location, options, progress, cancellationToken), cancellationToken);

    private static SequenceModel Load(
        ModelLocation location, LoadOptions options, IProgress<LoadProgress>? progress, CancellationToken cancellationToken)
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
        Report("reading the tokenizer", 0.1);
        ITokenizer tokenizer = files.Gguf is { } gguf ? TokenizerLoader.FromGguf(gguf.Metadata) : TokenizerLoader.FromFolder(files.Folder);
        IKernels kernels = ModelLoader.SelectKernels(options.Rung).Kernels;
        ModelLoader.RequireSupported(files, kernels);
        ThreadTeam team = undo.Add(new ThreadTeam(options.Threads ?? ThreadTeam.DefaultThreads));
        Report("compiling", 0.3);
        SequenceRunner runner = undo.Add(files.Encoder is { } encoder
            ? CompileEncoder(encoder, files.Weights, options, kernels, team)
            : CompileDecoder(files.Spec, files.Weights, options, kernels, team));
        undo.Keep();
        return new SequenceModel(runner, team, files)
        {
            Location = location,
            Tokenizer = tokenizer,
            VocabularySize = files.Encoder?.VocabularySize ?? files.Spec.VocabularySize,
            Summary = Summarize(files, runner, options, kernels, team, Stopwatch.GetElapsedTime(start)),
        };
    }

    private static SequenceRunner CompileEncoder(EncoderSpec spec, IWeightFile file, LoadOptions options, IKernels kernels, ThreadTeam team)
    {
        EncoderWeights weights = EncoderWeights.Bind(spec, file);
        int context = ContextOf(options, spec.ContextLength, spec.ContextLength);
        // a sequence sees all of itself, so a step must hold it whole
        var limits = new ProgramLimits(Math.Max(options.MaxBatchTokens, context), options.MaxSequences, context, spec.OutputSize);
        RequireMemory(file, ProgramCompiler.ArenaBytes(spec, weights, limits, kernels, options.Compute, options.Storage), 0);
        return new(ProgramCompiler.Compile(spec, weights, limits, kernels, team, options.Compute, options.Storage), null);
    }

    private static SequenceRunner CompileDecoder(DecoderSpec spec, IWeightFile file, LoadOptions options, IKernels kernels, ThreadTeam team)
    {
        if (spec.Pooling != Pooling.Last)
        {
            throw new ModelException(spec.Pooling == Pooling.None
                ? $"the model continues text and names no pooling, so it gives no embeddings; xinference generate runs it"
                : $"pooling '{spec.Pooling}' is not supported for a decoder; this build knows the last token's");
        }

        var weights = DecoderWeights.Bind(spec, file);
        int context = ContextOf(options, spec.ContextLength, Math.Min(spec.ContextLength, MostContextByDefault));
        var limits = new ProgramLimits(options.MaxBatchTokens, options.MaxSequences, context, spec.HiddenSize);
        var layout = new KvLayout(options.KvType, spec.Layers, spec.KvHeads, spec.HeadDim);
        int blocks = SequenceRunner.CacheBlocks(limits);
        RequireMemory(file, ProgramCompiler.ArenaBytes(spec, weights, limits, kernels, options.Compute, options.Storage), blocks * layout.BlockBytes);
        using var undo = new Undo();
        Program program = undo.Add(ProgramCompiler.Compile(spec, weights, limits, kernels, team, options.Compute, options.Storage));
        var runner = new SequenceRunner(program, undo.Add(new KvCache(layout, blocks)));
        undo.Keep();
        return runner;
    }

    private static int ContextOf(LoadOptions options, int ofModel, int standard) => options.ContextLength is { } asked && asked > ofModel
        ? throw new LoadException($"--context-length {asked} is more than the {ofModel} tokens the model was made for")
        : options.ContextLength ?? standard;

    private static void RequireMemory(IWeightFile file, long workBytes, long cacheBytes)
    {
        long weights = file.Tensors.Values.Sum(t => t.ByteLength);
        long available = MachineMemory.Available();
        if (weights + workBytes + cacheBytes > available)
        {
            throw new LoadException(
                $"the model does not fit into memory: weights {ByteSize.Format(weights)}, work space {ByteSize.Format(workBytes)} and cache "
                + $"{ByteSize.Format(cacheBytes)}, but {ByteSize.Format(available)} are available; lower --context-length, or free memory");
        }
    }

    private static ModelSummary Summarize(
        ModelFiles files, SequenceRunner runner, LoadOptions options, IKernels kernels, ThreadTeam team, TimeSpan loadTime) => new()
        {
            Architecture = files.Encoder?.Architecture ?? files.Spec.Architecture,
            Format = files.Weights.Format,
            Parameters = files.Weights.Tensors.Values.Sum(t => t.Shape.Elements),
            WeightType = ModelLoader.MainType(files.Weights),
            WeightBytes = files.Weights.Tensors.Values.Sum(t => t.ByteLength),
            BytesPerToken = files.Weights.Tensors.Values.Sum(t => t.ByteLength),
            OutputParameters = 0,
            BodyParameters = files.Weights.Tensors.Values.Sum(t => t.Shape.Elements),
            ContextLength = runner.MaxLength,
            ModelContextLength = files.Encoder?.ContextLength ?? files.Spec.ContextLength,
            KvType = options.KvType,
            KvCacheBytes = runner.CacheBytes,
            Kernels = kernels.Name,
            Threads = team.Threads,
            LoadTime = loadTime,
        };
}
