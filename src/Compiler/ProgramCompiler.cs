using System.Collections.Immutable;
using Xinference.Compiler.Graph;
using Xinference.Compiler.Passes;
using Xinference.Compiler.Steps;
using Xinference.Kernels;
using Xinference.Models;
using Xinference.Models.Weights;
using Xinference.Tensors;

namespace Xinference.Compiler;

/// <summary>Spec and weights → graph → passes → memory plan → kernels → <see cref="Program"/>.</summary>
public static unsafe class ProgramCompiler
{
    /// <summary>Compiles a decoder.</summary>
    /// <param name="spec">What the model is.</param>
    /// <param name="weights">Its weights; their file must outlive the program.</param>
    /// <param name="limits">What one step must be able to take.</param>
    /// <param name="kernels">The rung to run on.</param>
    /// <param name="team">The threads to run on; must outlive the program.</param>
    /// <param name="compute">In what precision activations enter matrix products.</param>
    /// <param name="storage">How matrices are kept.</param>
    /// <exception cref="ModelException">The rung does not take one of the weight types.</exception>
    public static Program Compile(
        DecoderSpec spec,
        DecoderWeights weights,
        ProgramLimits limits,
        IKernels kernels,
        ThreadTeam team,
        ComputeMode compute = ComputeMode.Auto,
        WeightStorage storage = WeightStorage.None)
    {
        var rotation = new RotaryTables(spec, weights, kernels, limits.ContextLength);
        Lowered lowered = Lower(spec, weights, rotation.Of, kernels, compute, storage);
        var use = new ExpertUse(spec.Layers, spec.Experts?.Routing.Experts ?? 0);
        return Bind(lowered, limits, new ProgramConstants(kernels, compute, storage), use, kernels, team);
    }

    /// <summary>Compiles an encoder: for each sequence of a step comes out one row of <see cref="EncoderSpec.OutputSize"/>.</summary>
    /// <param name="spec">What the model is.</param>
    /// <param name="weights">Its weights; their file must outlive the program.</param>
    /// <param name="limits">What one step must be able to take.</param>
    /// <param name="kernels">The rung to run on.</param>
    /// <param name="team">The threads to run on; must outlive the program.</param>
    /// <param name="compute">In what precision activations enter matrix products.</param>
    /// <param name="storage">How matrices are kept.</param>
    /// <exception cref="ModelException">The rung does not take one of the weight types.</exception>
    public static Program Compile(
        EncoderSpec spec,
        EncoderWeights weights,
        ProgramLimits limits,
        IKernels kernels,
        ThreadTeam team,
        ComputeMode compute = ComputeMode.Auto,
        WeightStorage storage = WeightStorage.None)
    {
        Lowered lowered = Lower(spec, weights, kernels, compute, storage);
        return Bind(lowered, limits, new ProgramConstants(kernels, compute, storage), new ExpertUse(spec.Layers, 0), kernels, team);
    }

    /// <summary>Bytes of activations that <c>Compile</c> would allocate for a decoder.</summary>
    public static long ArenaBytes(
        DecoderSpec spec,
        DecoderWeights weights,
        ProgramLimits limits,
        IKernels kernels,
        ComputeMode compute = ComputeMode.Auto,
        WeightStorage storage = WeightStorage.None) =>
        Plan(Lower(spec, weights, _ => new RopeFrequencies([], 1), kernels, compute, storage), limits).Floats * sizeof(float);

    /// <summary>Bytes of activations that <c>Compile</c> would allocate for an encoder.</summary>
    public static long ArenaBytes(
        EncoderSpec spec,
        EncoderWeights weights,
        ProgramLimits limits,
        IKernels kernels,
        ComputeMode compute = ComputeMode.Auto,
        WeightStorage storage = WeightStorage.None) =>
        Plan(Lower(spec, weights, kernels, compute, storage), limits).Floats * sizeof(float);

    private static Program Bind(
        Lowered lowered, ProgramLimits limits, ProgramConstants constants, ExpertUse use, IKernels kernels, ThreadTeam team)
    {
        MemoryPlan plan = Plan(lowered, limits);
        var arena = new NativeBuffer(plan.Floats * sizeof(float));
        var scratch = new ChunkScratch(team.Threads);
        try
        {
            var state = new StepState(lowered.ExpertsOfToken);
            // the logits have no place in the arena: they are written where the caller wants them
            Rows Find(Value value) => value == lowered.Logits ? new(null, value.RowFloats) : Place(value, plan, arena);
            var factory = new StepFactory(kernels, constants, Find, new(state, scratch, use, limits, team.Threads));
            ImmutableArray<ProgramStep> steps = factory.Bind(lowered.Nodes);
            scratch.Allocate();
            return new Program(limits, steps, state, new ProgramMemory(constants, arena, scratch), team) { ExpertUse = use };
        }
        catch
        {
            scratch.Dispose();
            constants.Dispose();
            arena.Dispose();
            throw;
        }
    }

    private static Lowered Lower(
        DecoderSpec spec,
        DecoderWeights weights,
        Func<RopeSpec, RopeFrequencies> frequenciesOf,
        IKernels kernels,
        ComputeMode compute,
        WeightStorage storage)
    {
        (ImmutableArray<Node> nodes, Value? logits) = DecoderGraph.Lower(spec, weights, frequenciesOf);
        return new(Optimize(nodes, kernels, compute, storage), logits, spec.Experts?.Routing.Used ?? 0);
    }

    private static Lowered Lower(EncoderSpec spec, EncoderWeights weights, IKernels kernels, ComputeMode compute, WeightStorage storage) =>
        new(Optimize(EncoderGraph.Lower(spec, weights), kernels, compute, storage), null, 0);

    private static ImmutableArray<Node> Optimize(ImmutableArray<Node> nodes, IKernels kernels, ComputeMode compute, WeightStorage storage) =>
        QuantizeActivations.Run(FuseResiduals.Run(MergeLinears.Run(nodes)), type => kernels.ActivationsFor(type, compute), storage);

    private static MemoryPlan Plan(Lowered lowered, ProgramLimits limits) =>
        MemoryPlan.Make(lowered.Nodes, kind => RowsOf(kind, limits, lowered.ExpertsOfToken), lowered.Logits);

    private static Rows Place(Value value, MemoryPlan plan, NativeBuffer arena) => new((float*)arena.Data + plan.Offsets[value], value.RowFloats);

    private static int RowsOf(RowKind kind, ProgramLimits limits, int expertsOfToken) => kind switch
    {
        RowKind.Token => limits.MaxTokens,
        RowKind.LogitRow => limits.MaxSequences,
        RowKind.Expert => checked(limits.MaxTokens * expertsOfToken),
        RowKind.Single => 1,
    };

    /// <summary>A model after all passes.</summary>
    /// <param name="Nodes">What runs, in order.</param>
    /// <param name="Logits">The value that lies in the caller's memory; null where the last node hands the results out.</param>
    /// <param name="ExpertsOfToken">Experts that a token uses; 0 without any.</param>
    private sealed record Lowered(ImmutableArray<Node> Nodes, Value? Logits, int ExpertsOfToken);
}
