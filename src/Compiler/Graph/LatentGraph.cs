using Xinference.Models;
using Xinference.Models.Weights;

namespace Xinference.Compiler.Graph;

/// <summary>Lowers queries, keys and values that come by way of latent vectors.</summary>
/// <param name="spec">The decoder.</param>
/// <param name="latent">Its latent vectors.</param>
/// <param name="angles">Cosines and sines.</param>
/// <param name="add">Takes the nodes in the order they run.</param>
internal sealed class LatentGraph(DecoderSpec spec, LatentSpec latent, Value angles, Action<Node> add)
{
    /// <summary>Adds the nodes of a layer; rotated queries and keys, and values padded to the width of keys.</summary>
    public (Value Queries, Value Keys, Value Values) Lower(int layer, LatentWeights weights, Value normed)
    {
        Value queries;
        Value down;
        if (weights.QueryDown is { } queryDown)
        {
            Value narrow = Linear($"l{layer}.q_down", normed, queryDown);
            down = Linear($"l{layer}.kv_down", normed, weights.Down);
            Value normedQuery = Norm($"l{layer}.q_norm", narrow, weights.QueryNorm!, latent.QueryRank);
            queries = Linear($"l{layer}.q", normedQuery, weights.Query);
        }
        else
        {
            queries = Linear($"l{layer}.q", normed, weights.Query);
            down = Linear($"l{layer}.kv_down", normed, weights.Down);
        }

        add(new RotateNode(queries, spec.Heads, angles, spec.Rope!) { Offset = latent.PlainDim });
        add(new RotateNode(down, 1, angles, spec.Rope!) { Offset = latent.Rank });
        Value vector = Norm($"l{layer}.kv_norm", down, weights.Norm, latent.Rank);
        (Value plain, Value? onlyValues) = Up(layer, weights, vector);
        var keys = new Value($"l{layer}.k", spec.KvSize);
        var values = new Value($"l{layer}.v", spec.KvSize);
        add(new ExpandLatentNode(latent, spec.Heads, plain, onlyValues, down, keys, values));
        return (queries, keys, values);
    }

    /// <summary>Adds the node that takes the padding off again.</summary>
    public Value Narrow(int layer, Value attended)
    {
        var narrow = new Value($"l{layer}.narrow", spec.AttendedSize);
        add(new NarrowHeadsNode(attended, spec.Heads, narrow));
        return narrow;
    }

    private (Value Plain, Value? OnlyValues) Up(int layer, LatentWeights weights, Value vector)
    {
        if (weights.Up is { } together)
        {
            return (Linear($"l{layer}.kv_up", vector, together), null);
        }

        var plain = new Value($"l{layer}.k_up", spec.Heads * latent.PlainDim);
        add(new LinearNode(vector, [new Projection(new(weights.KeyUp!.Value, null), plain) { Transposed = true }]));
        return (plain, Linear($"l{layer}.v_up", vector, weights.ValueUp!));
    }

    private Value Norm(string name, Value input, NormWeights weights, int width)
    {
        var output = new Value(name, width);
        add(new NormNode(input, weights, NormKind.RootMeanSquare, 1, spec.NormEpsilon, output));
        return output;
    }

    private Value Linear(string name, Value input, LinearWeights weights)
    {
        var output = new Value(name, (int)weights.Weight.Rows, input.Rows);
        add(new LinearNode(input, [new Projection(weights, output)]));
        return output;
    }
}
