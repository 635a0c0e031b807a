using System.Collections.Immutable;

namespace Xinference.Compiler.Graph;

/// <summary>
/// Which nodes run as one step. Row operations on the same rows that follow each other do: each row goes through all of them before the
/// next begins. Memory is planned by the same steps: within one, a row still to be read must not lie where another row is written.
/// </summary>
internal static class StepGrouping
{
    /// <summary>The step of each node, from 0 on, ascending.</summary>
    public static ImmutableArray<int> StepsOf(ImmutableArray<Node> nodes)
    {
        var steps = ImmutableArray.CreateBuilder<int>(nodes.Length);
        RowKind? previous = null;
        for (int i = 0, step = -1; i < nodes.Length; i++)
        {
            RowKind? rows = RowsOf(nodes[i]);
            step += rows is not null && rows == previous ? 0 : 1;
            steps.Add(step);
            previous = rows;
        }

        return steps.MoveToImmutable();
    }

    /// <summary>The rows over which a node works one by one, or null where it needs all of them at once.</summary>
    public static RowKind? RowsOf(Node node) => node switch
    {
        EmbedNode or PositionNode or RotaryAnglesNode or RotateNode or StoreKvNode or RouteNode or CombineNode => RowKind.Token,
        ExpandLatentNode or NarrowHeadsNode => RowKind.Token,
        GatherNode => RowKind.Expert,
        ScaleNode scale => scale.Value.Rows,
        BendLogitsNode => RowKind.LogitRow,
        NormNode norm => norm.Output.Rows,
        GateNode gate => gate.Output.Rows,
        QuantizeNode quantize => quantize.Output.Rows,
        AddNode add => add.Into.Rows,
        SelectRowsNode select => select.Output.Rows,
        LayerNormNode norm => norm.Output.Rows,
        ActivateNode activate => activate.Output.Rows,
        PoolNode pool => pool.Output.Rows,
        EmitNode emit => emit.Input.Rows,
        _ => null,
    };
}
