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
/// <param name="run">What steps share while they run.</param>
internal sealed unsafe class StepFactory(IKernels kernels, ProgramConstants constants, Func<Value, Rows> rowsOf, StepContext run)
{
    private readonly Dictionary<AttentionShape, AttendStretches> _stretches = [];

    /// <summary>Binds all nodes, those of a step together.</summary>
    public ImmutableArray<ProgramStep> Bind(ImmutableArray<Node> nodes) =>
        [.. nodes.Zip(StepGrouping.StepsOf(nodes)).GroupBy(pair => pair.Second, pair => pair.First).Select(step => BindStep([.. step]))];

    private ProgramStep BindStep(ImmutableArray<Node> nodes) => StepGrouping.RowsOf(nodes[0]) is { } rows
        ? new RowStep([.. nodes.Select(BindRow)], rows, run.State)
        : BindWhole(nodes.Single());

    private RowOp BindRow(Node node) => node switch
    {
        EmbedNode n => new EmbedOp(kernels, constants.Supported(n.Table), rowsOf(n.Output), n.Index, run.State),
        RotaryAnglesNode n => new RotaryAnglesOp(n.Frequencies, rowsOf(n.Output), run.State),
        PositionNode n => new PositionOp(kernels, constants.Supported(n.Table), rowsOf(n.Scratch), rowsOf(n.Into), run.State),
        NormNode n => new NormOp(
            kernels, n, constants.Floats(n.Weights.Weight), FloatsOrNull(n.Weights.Bias), rowsOf(n.Input), rowsOf(n.Output)),
        ScaleNode n => new ScaleOp(kernels, rowsOf(n.Value), n.Factor),
        BendLogitsNode n => new BendLogitsOp(kernels, n, run.State),
        RotateNode n => new RotateOp(kernels, n, rowsOf(n.Heads), rowsOf(n.Angles)),
        ExpandLatentNode n => new ExpandLatentOp(
            n, rowsOf(n.Plain), n.OnlyValues is null ? default : rowsOf(n.OnlyValues), rowsOf(n.Down), rowsOf(n.Keys), rowsOf(n.Values)),
        NarrowHeadsNode n => new NarrowHeadsOp(n.Heads, rowsOf(n.Input), rowsOf(n.Output)),
        StoreKvNode n => new StoreKvOp(kernels, n.Layer, rowsOf(n.Keys), rowsOf(n.Values), run.State),
        GateNode n => new GateOp(kernels, n.Kind, rowsOf(n.Gate), n.Up is null ? default : rowsOf(n.Up), rowsOf(n.Output)),
        QuantizeNode n => new QuantizeOp(kernels, rowsOf(n.Input), rowsOf(n.Output)),
        AddNode n => new AddOp(kernels, rowsOf(n.Input), rowsOf(n.Into)),
        SelectRowsNode n => new SelectRowsOp(rowsOf(n.Input), rowsOf(n.Output), run.State),
        LayerNormNode n => new LayerNormOp(
            kernels, constants.Floats(n.Weights.Weight), FloatsOrNull(n.Weights.Bias), n, rowsOf(n.Input), rowsOf(n.Output)),
        ActivateNode n => new ActivateOp(kernels, n, rowsOf(n.Input), rowsOf(n.Output)),
        PoolNode n => new PoolOp(kernels, n.Pooling, rowsOf(n.Input), rowsOf(n.Output), run.State),
        EmitNode n => new EmitOp(rowsOf(n.Input), run.State),
        RouteNode n => new RouteOp(kernels, n.Routing, rowsOf(n.Scores), FloatsOrNull(n.ChoiceBias), rowsOf(n.Output)),
        GatherNode n => new GatherOp(rowsOf(n.Input), rowsOf(n.Tokens), rowsOf(n.Output)),
        CombineNode n => new CombineOp(kernels, run.State.ExpertsOfToken, rowsOf(n.Routes), rowsOf(n.Input), rowsOf(n.Output)),
        _ => throw new InvalidOperationException($"{node.GetType().Name} does not work row by row"),
    };

    private ProgramStep BindWhole(Node node) => node switch
    {
        LinearNode n => new LinearStep(
            kernels, [.. n.Projections.Select(p => Bind(p, n))], n.Rows, run.State, run.Scratch, run.Threads),
        AttendNode n => BindAttend(n),
        AttendRowsNode n => new AttendRowsStep(kernels, n, rowsOf(n.Queries), rowsOf(n.Keys), rowsOf(n.Values), rowsOf(n.Output), run.State),
        GroupNode n => new GroupStep(n.Layer, run.Use, run.State.ExpertsOfToken, rowsOf(n.Routes), rowsOf(n.Starts), rowsOf(n.Tokens), run.State),
        ExpertLinearNode n => new ExpertLinearStep(
            kernels, [.. n.Projections.Select(p => Bind(p, n))], rowsOf(n.Starts), run.State, run.Threads),
        _ => throw new InvalidOperationException($"no kernel for {node.GetType().Name}"),
    };

    private AttendStep BindAttend(AttendNode node)
    {
        AttentionShape shape = node.Shape;
        float* sinks = FloatsOrNull(node.Sinks);
        float* slopes = node.AlibiMaxBias > 0 ? constants.Floats(Alibi.Slopes(shape.Heads, node.AlibiMaxBias)) : null;
        var memory = new AttendMemory(rowsOf(node.Queries), rowsOf(node.Output), sinks, slopes);
        return new AttendStep(kernels, node, memory, BindStretches(shape), run.State);
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
            var plan = new AttendPlan(run.Limits, shape, attention.Stretch, run.Threads);
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
        ExpertMatrices matrices = constants.Experts(projection.Weights, run.State.ExpertsOfToken);
        ImmutableArray<nint> biases = projection.Weights[0].Bias is null
            ? []
            : [.. projection.Weights.Select(w => (nint)constants.Floats(w.Bias!.Value))];
        Value input = (matrices.Activations == ActivationFormat.Int8 ? node.Quantized : node.Input)!;
        return new(matrices, biases, rowsOf(input), rowsOf(projection.Output));
    }

    private float* FloatsOrNull(TensorView? view) => view is { } vector ? constants.Floats(vector) : null;
}
