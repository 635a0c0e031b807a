using Xinference.Kernels;
using Xinference.Models;
using Xinference.Models.Weights;
using Xinference.Testing;

namespace Xinference.Compiler.Tests;

/// <summary>A random decoder, compiled; everything it needs is disposed with it.</summary>
internal sealed class TinyDecoders : IDisposable
{
    private readonly ModelFiles _files;
    private readonly ThreadTeam _team;

    public TinyDecoders(TinyGguf model, IKernels kernels, ProgramLimits limits, int threads = 2, KvType kvType = KvType.F32, int blocks = 64)
    {
        _files = ModelFiles.Open(model.Save());
        _team = new ThreadTeam(threads);
        DecoderSpec spec = _files.Spec;
        Program = ProgramCompiler.Compile(
            spec, DecoderWeights.Bind(spec, _files.Weights), limits with { VocabularySize = spec.VocabularySize }, kernels, _team);
        Cache = new KvCache(new KvLayout(kvType, spec.Layers, spec.KvHeads, spec.HeadDim), blocks);
    }

    public Program Program { get; }

    public KvCache Cache { get; }

    /// <summary>Runs the slices of several sequences in one step; one row of logits for each.</summary>
    public float[][] Step(params (int[] Tokens, int Start, int[] Blocks)[] slices)
    {
        var batch = new StepBatch(Program.Limits.MaxTokens, Program.Limits.MaxSequences, Math.Max(8, slices.Max(slice => slice.Blocks.Length)));
        foreach ((int[] tokens, int start, int[] blocks) in slices)
        {
            batch.Add(tokens, start, blocks, wantsLogits: true);
        }

        var logits = new float[slices.Length * Program.Limits.VocabularySize];
        Program.Execute(batch, Cache, logits);
        return [.. logits.Chunk(Program.Limits.VocabularySize)];
    }

    public void Dispose()
    {
        Program.Dispose();
        Cache.Dispose();
        _team.Dispose();
        _files.Dispose();
    }
}
