using System.Collections.Immutable;
using Xinference.Compiler.Graph;
using Xinference.Kernels;
using Xinference.Models.Weights;
using Xinference.Tensors;

namespace Xinference.Compiler.Steps;

/// <summary>Gives nodes their kernels and their memory.</summary>
/// <param name="kernels">The rung.</param>
/// <param name="constants">Packed weights and float vectors.</param>
/// <param name="rowsOf">Where a value lies.</param>
/// <param name="state">What changes from step to step.</param>
/// <param name="use">Where the use of experts is counted.</param>
/// <param name="limits">What one step can take.</param>
/// <param name="threads">Threads that will run the program.</param>
internal sealed unsafe class StepFactory(
    IKernels kernels, ProgramConstants constants, Func<Value, Rows> rowsOf, StepState state, ExpertUse use, ProgramLimits limits, int threads)
{
    private readonly Dictionary<AttentionShape, AttendStretches> _stretches = [];

    /// <summary>Binds all nodes, those of a step together.</summary>
    public ImmutableArray<ProgramStep> Bind(ImmutableArray<Node> nodes) =>
        [.. nodes.Zip(StepGrouping.StepsOf(nodes)).GroupBy(pair => pair.Second, pair => pair.First).Select(step => BindStep([.. step]))];

    private ProgramStep BindStep(ImmutableArray<Node> nodes) => StepGrouping.RowsOf(nodes[0]) is { } rows
        ? new RowStep([.. nodes.Select(BindRow)], rows, state)
        : BindWhole(nodes.Single());

    private RowOp BindRow(Node node) => node switch
    {
        EmbedNode n => new EmbedOp(kernels, constants.Supported(n.Table), rowsOf(n.Output), state),
        RotaryAnglesNode n => new RotaryAnglesOp(n.Frequencies, rowsOf(n.Output), state),
        PositionNode n => new PositionOp(kernels, constants.Supported(n.Table), rowsOf(n.Scratch), rowsOf(n.Into), state),
        NormNode n => new NormOp(
            kernels, n, constants.Floats(n.Weights.Weight), FloatsOrNull(n.Weights.Bias), rowsOf(n.Input), rowsOf(n.Output)),
        ScaleNode n => new ScaleOp(kernels, rowsOf(n.Value), n.Factor, n.Value.Rows),
        BendLogitsNode n => new BendLogitsOp(kernels, n, state),
        RotateNode n => new RotateOp(kernels, n, rowsOf(n.Heads), rowsOf(n.Angles)),
        ExpandLatentNode n => new ExpandLatentOp(
            n, rowsOf(n.Plain), n.OnlyValues is null ? default : rowsOf(n.OnlyValues), rowsOf(n.Down), rowsOf(n.Keys), rowsOf(n.Values)),
        NarrowHeadsNode n => new NarrowHeadsOp(n.Heads, rowsOf(n.Input), rowsOf(n.Output)),
        StoreKvNode n => new StoreKvOp(kernels, n.Layer, rowsOf(n.Keys), rowsOf(n.Values), state),
        GateNode n => new GateOp(kernels, n.Kind, rowsOf(n.Gate), n.Up is null ? default : rowsOf(n.Up), rowsOf(n.Output), n.Output.Rows),
        QuantizeNode n => new QuantizeOp(kernels, n, rowsOf(n.Input), rowsOf(n.Output)),
        AddNode n => new AddOp(kernels, rowsOf(n.Input), rowsOf(n.Into), n.Into.Rows),
        SelectRowsNode n => new SelectRowsOp(rowsOf(n.Input), rowsOf(n.Output), state),
        RouteNode n => new RouteOp(kernels, n.Routing, rowsOf(n.Scores), FloatsOrNull(n.ChoiceBias), rowsOf(n.Output)),
        GatherNode n => new GatherOp(rowsOf(n.Input), rowsOf(n.Tokens), rowsOf(n.Output)),
        CombineNode n => new CombineOp(kernels, state.ExpertsOfToken, rowsOf(n.Routes), rowsOf(n.Input), rowsOf(n.Output)),
        _ => throw new InvalidOperationException($"{node.GetType().Name} does not work row by row"),
    };

    private ProgramStep BindWhole(Node node) => node switch
    {
        LinearNode n => new LinearStep(
            kernels, [.. n.Projections.Select(p => Bind(p, n))], n.Rows, state, threads),
        AttendNode n => BindAttend(n),
        GroupNode n => new GroupStep(n.Layer, use, state.ExpertsOfToken, rowsOf(n.Routes), rowsOf(n.Starts), rowsOf(n.Tokens), state),
        ExpertLinearNode n => new ExpertLinearStep(
            kernels, [.. n.Projections.Select(p => Bind(p, n))], rowsOf(n.Starts), state, threads),
        _ => throw new InvalidOperationException($"no kernel for {node.GetType().Name}"),
    };

    private AttendStep BindAttend(AttendNode node)
    {
        AttentionShape shape = node.Shape;
        float* sinks = FloatsOrNull(node.Sinks);
        float* slopes = node.AlibiMaxBias > 0 ? constants.Floats(Alibi.Slopes(shape.Heads, node.AlibiMaxBias)) : null;
        var memory = new AttendMemory(rowsOf(node.Queries), rowsOf(node.Output), sinks, slopes);
        return new AttendStep(kernels, node, memory, BindStretches(shape), state);
    }

    /// <summary>What layers of one shape share: steps run one after another.</summary>
    private AttendStretches? BindStretches(AttentionShape shape)
    {
        if (kernels is not IStretchAttention attention)
        {
            return null;
        }

        if (!_stretches.TryGetValue(shape, out AttendStretches? shared))
        {
            var plan = new AttendPlan(limits, shape, attention.Stretch, threads);
            NativeBuffer partials = constants.Scratch(plan.PartialRows * attention.PartialFloats(shape));
            shared = new(attention, shape, plan, (float*)partials.Data);
            _stretches.Add(shape, shared);
        }

        return shared;
    }

    private BoundProjection Bind(Projection projection, LinearNode node)
    {
        LinearWeights weights = projection.Weights;
        float* bias = FloatsOrNull(weights.Bias);
        Rows addTo = projection.AddTo is { } value ? rowsOf(value) : default;
        PackedMatrix matrix = projection.Transposed ? constants.Transposed(weights.Weight) : constants.Matrix(weights.Weight);
        Value input = (matrix.Activations == ActivationFormat.Int8 ? node.Quantized : node.Input)!;
        return new(matrix, bias, rowsOf(input), rowsOf(projection.Output), addTo);
    }

    private BoundExperts Bind(ExpertProjection projection, ExpertLinearNode node)
    {
        ExpertMatrices matrices = constants.Experts(projection.Weights, state.ExpertsOfToken);
        ImmutableArray<nint> biases = projection.Weights[0].Bias is null
            ? []
            : [.. projection.Weights.Select(w => (nint)constants.Floats(w.Bias!.Value))];
        Value input = (matrices.Activations == ActivationFormat.Int8 ? node.Quantized : node.Input)!;
        return new(matrices, biases, rowsOf(input), rowsOf(projection.Output));
    }

    private float* FloatsOrNull(TensorView? view) => view is { } vector ? constants.Floats(vector) : null;
}
