using Xinference.Models;
using Xinference.Models.Weights;

namespace Xinference.Compiler.Graph;

/// <summary>Lowers a mixture of experts to nodes.</summary>
/// <param name="spec">The experts.</param>
/// <param name="kind">What stands between their products.</param>
/// <param name="add">Takes the nodes in the order they run.</param>
internal sealed class ExpertGraph(ExpertSpec spec, FeedForwardKind kind, Action<Node> add)
{
    /// <summary>Adds the experts of a layer; the value that holds what they give.</summary>
    public Value Lower(int layer, ExpertWeights weights, Value input)
    {
        string name = $"l{layer}.experts";
        int used = spec.Routing.Used;
        var scores = new Value($"{name}.scores", spec.Routing.Experts);
        var routes = new Value($"{name}.routes", Steps.Routes.Width(used));
        var starts = new Value($"{name}.starts", spec.Routing.Experts + 1, RowKind.Single);
        var tokens = new Value($"{name}.tokens", 1, RowKind.Expert);
        var gathered = new Value($"{name}.gathered", input.Width, RowKind.Expert);
        var gate = new Value($"{name}.gate", spec.IntermediateSize, RowKind.Expert);
        var up = new Value($"{name}.up", spec.IntermediateSize, RowKind.Expert);
        var gated = new Value($"{name}.gated", spec.IntermediateSize, RowKind.Expert);
        var down = new Value($"{name}.down", input.Width, RowKind.Expert);
        var output = new Value(name, input.Width);

        add(new LinearNode(input, [new Projection(weights.Router, scores)]));
        Value? shared = weights.Shared is { } always ? Shared(layer, always, input) : null;
        add(new RouteNode(scores, weights.ChoiceBias, spec.Routing, routes));
        add(new GroupNode(layer, routes, starts, tokens));
        add(new GatherNode(input, tokens, gathered));
        add(new ExpertLinearNode(gathered, starts, [new(weights.Gate, gate), new(weights.Up, up)]));
        add(new GateNode(gate, up, gated, kind));
        add(new ExpertLinearNode(gated, starts, [new(weights.Down, down)]));
        add(new CombineNode(routes, down, output));
        if (shared is not null)
        {
            add(new AddNode(shared, output));
        }

        return output;
    }

    // its first products join the router's, which read the same
    private Value Shared(int layer, FeedForwardWeights weights, Value input)
    {
        string name = $"l{layer}.shared";
        var gate = new Value($"{name}.gate", spec.SharedSize);
        var up = new Value($"{name}.up", spec.SharedSize);
        var gated = new Value($"{name}.gated", spec.SharedSize);
        var down = new Value($"{name}.down", input.Width);
        add(new LinearNode(input, [new Projection(weights.Gate!, gate), new Projection(weights.Up, up)]));
        add(new GateNode(gate, up, gated, kind));
        add(new LinearNode(gated, [new Projection(weights.Down, down)]));
        return down;
    }
}
