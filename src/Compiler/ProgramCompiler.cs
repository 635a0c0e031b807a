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
    /// <exception cref="ModelException">The rung does not take one of the weight types.</exception>
    public static Program Compile(
        DecoderSpec spec, DecoderWeights weights, ProgramLimits limits, IKernels kernels, ThreadTeam team, ComputeMode compute = ComputeMode.Auto)
    {
        var rotation = new RotaryTables(spec, weights, kernels, limits.ContextLength);
        (ImmutableArray<Node> nodes, Value logits) = Lower(spec, weights, rotation.Of, kernels, compute);
        int used = spec.Experts?.Routing.Used ?? 0;
        MemoryPlan plan = MemoryPlan.Make(nodes, kind => RowsOf(kind, limits, used), logits);

        var constants = new ProgramConstants(kernels, compute);
        var arena = new NativeBuffer(plan.Floats * sizeof(float));
        try
        {
            var state = new StepState(used);
            var use = new ExpertUse(spec.Layers, spec.Experts?.Routing.Experts ?? 0);
            // the logits have no place in the arena: they are written where the caller wants them
            Rows Find(Value value) => value == logits ? new(null, value.RowFloats) : Place(value, plan, arena);
            var factory = new StepFactory(kernels, constants, Find, state, use, limits, team.Threads);
            return new Program(limits, factory.Bind(nodes), state, constants, arena, team) { ExpertUse = use };
        }
        catch
        {
            constants.Dispose();
            arena.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of activations that <see cref="Compile"/> would allocate.</summary>
    public static long ArenaBytes(
        DecoderSpec spec, DecoderWeights weights, ProgramLimits limits, IKernels kernels, ComputeMode compute = ComputeMode.Auto)
    {
        (ImmutableArray<Node> nodes, Value logits) = Lower(spec, weights, _ => new RopeFrequencies([], 1), kernels, compute);
        return MemoryPlan.Make(nodes, kind => RowsOf(kind, limits, spec.Experts?.Routing.Used ?? 0), logits).Floats * sizeof(float);
    }

    private static (ImmutableArray<Node> Nodes, Value Logits) Lower(
        DecoderSpec spec, DecoderWeights weights, Func<RopeSpec, RopeFrequencies> frequenciesOf, IKernels kernels, ComputeMode compute)
    {
        (ImmutableArray<Node> nodes, Value logits) = DecoderGraph.Lower(spec, weights, frequenciesOf);
        nodes = FuseResiduals.Run(MergeLinears.Run(nodes));
        return (QuantizeActivations.Run(nodes, type => kernels.ActivationsFor(type, compute)), logits);
    }

    private static Rows Place(Value value, MemoryPlan plan, NativeBuffer arena) => new((float*)arena.Data + plan.Offsets[value], value.RowFloats);

    private static int RowsOf(RowKind kind, ProgramLimits limits, int expertsOfToken) => kind switch
    {
        RowKind.Token => limits.MaxTokens,
        RowKind.LogitRow => limits.MaxSequences,
        RowKind.Expert => checked(limits.MaxTokens * expertsOfToken),
        RowKind.Single => 1,
    };
}
