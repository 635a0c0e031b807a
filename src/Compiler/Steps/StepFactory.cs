using System.Collections.Immutable;
using Xinference.Compiler.Graph;
using Xinference.Kernels;
using Xinference.Models.Weights;

namespace Xinference.Compiler.Steps;

/// <summary>Gives nodes their kernels and their memory.</summary>
/// <param name="kernels">The rung.</param>
/// <param name="constants">Packed weights and float vectors.</param>
/// <param name="rowsOf">Where a value lies.</param>
/// <param name="state">What changes from step to step.</param>
/// <param name="threads">Threads that will run the program.</param>
internal sealed unsafe class StepFactory(
    IKernels kernels, ProgramConstants constants, Func<Value, Rows> rowsOf, StepState state, int threads)
{
    /// <summary>Binds all nodes, those of a step together.</summary>
    public ImmutableArray<ProgramStep> Bind(ImmutableArray<Node> nodes) =>
        [.. nodes.Zip(StepGrouping.StepsOf(nodes)).GroupBy(pair => pair.Second, pair => pair.First).Select(step => BindStep([.. step]))];

    private ProgramStep BindStep(ImmutableArray<Node> nodes) => StepGrouping.RowsOf(nodes[0]) is { } rows
        ? new RowStep([.. nodes.Select(BindRow)], rows, state)
        : BindWhole(nodes.Single());

    private RowOp BindRow(Node node) => node switch
    {
        EmbedNode n => new EmbedOp(kernels, constants.Supported(n.Table), rowsOf(n.Output), n.Index, state),
        RotaryAnglesNode n => new RotaryAnglesOp(n.Frequencies, rowsOf(n.Output), state),
        NormNode n => new NormOp(kernels, n, constants.Floats(n.Weight), rowsOf(n.Input), rowsOf(n.Output)),
        RotateNode n => new RotateOp(kernels, n, rowsOf(n.Heads), rowsOf(n.Angles)),
        StoreKvNode n => new StoreKvOp(kernels, n.Layer, rowsOf(n.Keys), rowsOf(n.Values), state),
        GateNode n => new GateOp(kernels, rowsOf(n.Gate), rowsOf(n.Up), rowsOf(n.Output), n.Output.Rows),
        QuantizeNode n => new QuantizeOp(kernels, n, rowsOf(n.Input), rowsOf(n.Output)),
        AddNode n => new AddOp(kernels, rowsOf(n.Input), rowsOf(n.Into), n.Into.Rows),
        SelectRowsNode n => new SelectRowsOp(rowsOf(n.Input), rowsOf(n.Output), state),
        LayerNormNode n => new LayerNormOp(
            kernels, constants.Floats(n.Weights.Weight), n.Weights.Bias is { } b ? constants.Floats(b) : null, n, rowsOf(n.Input), rowsOf(n.Output)),
        ActivateNode n => new ActivateOp(kernels, n, rowsOf(n.Input), rowsOf(n.Output)),
        PoolNode n => new PoolOp(kernels, n.Pooling, rowsOf(n.Input), rowsOf(n.Output), state),
        EmitNode n => new EmitOp(rowsOf(n.Input), state),
        _ => throw new InvalidOperationException($"{node.GetType().Name} does not work row by row"),
    };

    private ProgramStep BindWhole(Node node) => node switch
    {
        LinearNode n => new LinearStep(
            kernels, [.. n.Projections.Select(p => Bind(p, n))], n.Rows, state, threads),
        AttendNode n => new AttendStep(kernels, n, rowsOf(n.Queries), rowsOf(n.Output), state),
        AttendRowsNode n => new AttendRowsStep(kernels, n, rowsOf(n.Queries), rowsOf(n.Keys), rowsOf(n.Values), rowsOf(n.Output), state),
        _ => throw new InvalidOperationException($"no kernel for {node.GetType().Name}"),
    };

    private BoundProjection Bind(Projection projection, LinearNode node)
    {
        LinearWeights weights = projection.Weights;
        float* bias = weights.Bias is { } vector ? constants.Floats(vector) : null;
        Rows addTo = projection.AddTo is { } value ? rowsOf(value) : default;
        PackedMatrix matrix = constants.Matrix(weights.Weight);
        Value input = (matrix.Activations == ActivationFormat.Int8 ? node.Quantized : node.Input)!;
        return new(matrix, bias, rowsOf(input), rowsOf(projection.Output), addTo);
    }
}
