using Xinference.Catalog;
using Xinference.Compiler;
using Xinference.Formats;
using Xinference.Kernels;
using Xinference.Kernels.Ceiling;
using Xinference.Models;
using Xinference.Models.Weights;

namespace Xinference.Loading.Profiling;

/// <summary>Runs a few steps of a model, one sequence alone, and times each kernel call.</summary>
public static class ProgramProfiler
{
    // ids spread over the vocabulary, so that no table row stays in the cache
    private const int Stride = 7919;

    /// <summary>Loads a model without its text, runs it, and measures the machine.</summary>
    /// <param name="location">Where it lies.</param>
    /// <param name="options">How it is to be run.</param>
    /// <param name="settings">What to measure.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up between steps.</param>
    /// <exception cref="WeightFileException">A file is missing or broken.</exception>
    /// <exception cref="ModelException">This build cannot run the model.</exception>
    /// <exception cref="LoadException">It does not fit into memory, or its context does not hold the tokens.</exception>
    public static ProgramProfile Run(
        ModelLocation location, LoadOptions options, ProfileSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        using ModelFiles files = ModelFiles.Open(location.Path);
        int tokens = TokensFor(settings, options.ContextLength ?? files.Spec.ContextLength);
        options = options with
        {
            MaxBatchTokens = tokens,
            MaxSequences = 1,
            KvContexts = 1,
            ContextLength = options.ContextLength ?? tokens + settings.DecodeSteps + 1,
        };
        KernelChoice choice = ModelLoader.SelectKernels(options.Rung);
        ModelLoader.RequireSupported(files, choice.Kernels);
        using var team = new ThreadTeam(options.Threads ?? ThreadTeam.DefaultThreads);
        DecoderWeights weights = DecoderWeights.Bind(files.Spec, files.Weights);
        (Program program, KvCache cache) = ModelLoader.Compile(files, weights, options, choice.Kernels, team);
        using (program)
        using (cache)
        {
            var steps = new ProfiledSteps(program, cache, time, cancellationToken);
            int[] ids = [.. Enumerable.Range(0, tokens).Select(i => (int)((long)i * Stride % files.Spec.VocabularySize))];
            PhaseProfile prefill = steps.Run("prefill", settings.Prefills, _ => (ids, 0));
            PhaseProfile decode = steps.Run("decode", settings.DecodeSteps, round => (ids[..1], tokens + round));
            return new(choice.Kernels.Name, MachineCeiling.Measure(team, time), [prefill, decode]);
        }
    }

    private static int TokensFor(ProfileSettings settings, int context)
    {
        int most = context - settings.DecodeSteps - 1;
        int tokens = settings.Tokens ?? Math.Min(ProfileSettings.DefaultTokens, most);
        return tokens >= 1 && tokens <= most
            ? tokens
            : throw new LoadException($"{tokens} tokens and {settings.DecodeSteps + 1} steps after them do not fit into a context of {context}");
    }
}
