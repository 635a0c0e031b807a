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
        RopeFrequencies frequencies = RopeFrequencies.Of(spec.Rope, Factors(weights, kernels));
        return Bind(Lower(spec, weights, frequencies, kernels, compute, storage), limits, kernels, team, compute, storage);
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
        WeightStorage storage = WeightStorage.None) =>
        Bind(Lower(spec, weights, kernels, compute, storage), limits, kernels, team, compute, storage);

    /// <summary>Bytes of activations that <c>Compile</c> would allocate for a decoder.</summary>
    public static long ArenaBytes(
        DecoderSpec spec,
        DecoderWeights weights,
        ProgramLimits limits,
        IKernels kernels,
        ComputeMode compute = ComputeMode.Auto,
        WeightStorage storage = WeightStorage.None) =>
        BytesOf(Lower(spec, weights, new RopeFrequencies([], 1), kernels, compute, storage), limits);

    /// <summary>Bytes of activations that <c>Compile</c> would allocate for an encoder.</summary>
    public static long ArenaBytes(
        EncoderSpec spec,
        EncoderWeights weights,
        ProgramLimits limits,
        IKernels kernels,
        ComputeMode compute = ComputeMode.Auto,
        WeightStorage storage = WeightStorage.None) =>
        BytesOf(Lower(spec, weights, kernels, compute, storage), limits);

    private static Program Bind(
        Lowered lowered, ProgramLimits limits, IKernels kernels, ThreadTeam team, ComputeMode compute, WeightStorage storage)
    {
        MemoryPlan plan = Plan(lowered, limits);
        var constants = new ProgramConstants(kernels, compute, storage);
        var arena = new NativeBuffer(plan.Floats * sizeof(float));
        try
        {
            var state = new StepState();
            // the logits have no place in the arena: they are written where the caller wants them
            var factory = new StepFactory(
                kernels, constants, value => value == lowered.Logits ? new(null, value.RowFloats) : Place(value, plan, arena), state, team.Threads);
            return new Program(limits, factory.Bind(lowered.Nodes), state, constants, arena, team);
        }
        catch
        {
            constants.Dispose();
            arena.Dispose();
            throw;
        }
    }

    private static Lowered Lower(
        DecoderSpec spec, DecoderWeights weights, RopeFrequencies frequencies, IKernels kernels, ComputeMode compute, WeightStorage storage)
    {
        (ImmutableArray<Node> nodes, Value? logits) = DecoderGraph.Lower(spec, weights, frequencies);
        return new(Optimize(nodes, kernels, compute, storage), logits);
    }

    private static Lowered Lower(EncoderSpec spec, EncoderWeights weights, IKernels kernels, ComputeMode compute, WeightStorage storage) =>
        new(Optimize(EncoderGraph.Lower(spec, weights), kernels, compute, storage), null);

    private static ImmutableArray<Node> Optimize(ImmutableArray<Node> nodes, IKernels kernels, ComputeMode compute, WeightStorage storage) =>
        QuantizeActivations.Run(
            FuseResiduals.Run(MergeLinears.Run(nodes)), matrix => kernels.ActivationsFor(ProgramConstants.StoredAs(matrix, storage), compute));

    private static long BytesOf(Lowered lowered, ProgramLimits limits) => Plan(lowered, limits).Floats * sizeof(float);

    private static MemoryPlan Plan(Lowered lowered, ProgramLimits limits) =>
        MemoryPlan.Make(lowered.Nodes, kind => RowsOf(kind, limits), lowered.Logits);

    private static Rows Place(Value value, MemoryPlan plan, NativeBuffer arena) => new((float*)arena.Data + plan.Offsets[value], value.RowFloats);

    private static int RowsOf(RowKind kind, ProgramLimits limits) => kind switch
    {
        RowKind.Token => limits.MaxTokens,
        RowKind.LogitRow => limits.MaxSequences,
    };

    private static float[] Factors(DecoderWeights weights, IKernels kernels)
    {
        if (weights.RopeFactors is not { } view)
        {
            return [];
        }

        var factors = new float[view.Columns];
        fixed (float* first = factors)
        {
            kernels.ReadRow(view, 0, first);
        }

        return factors;
    }

    /// <summary>A model after all passes.</summary>
    /// <param name="Nodes">What runs, in order.</param>
    /// <param name="Logits">The value that lies in the caller's memory; null where the last node hands the results out.</param>
    private sealed record Lowered(ImmutableArray<Node> Nodes, Value? Logits);
}
