using System.Collections.Immutable;
using Xinference.Models;
using Xinference.Models.Weights;
using Xinference.Tensors;

namespace Xinference.Compiler.Graph;

/// <summary>Lowers a decoder to nodes, one layer after another, nothing fused.</summary>
internal sealed class DecoderGraph
{
    private readonly DecoderSpec _spec;
    private readonly ImmutableArray<Node>.Builder _nodes = ImmutableArray.CreateBuilder<Node>();
    private readonly Value _angles;

    private DecoderGraph(DecoderSpec spec)
    {
        _spec = spec;
        _angles = new("angles", spec.Rope.Dimensions);
    }

    /// <summary>The nodes of a whole forward pass and the value that holds the logits; none where the model gives embeddings.</summary>
    public static (ImmutableArray<Node> Nodes, Value? Logits) Lower(DecoderSpec spec, DecoderWeights weights, RopeFrequencies frequencies)
    {
        var graph = new DecoderGraph(spec);
        var stream = new Value("stream", spec.HiddenSize);
        graph.Add(new EmbedNode(weights.Embedding, stream));
        graph.Add(new RotaryAnglesNode(frequencies, graph._angles));
        for (int layer = 0; layer < spec.Layers; layer++)
        {
            graph.Attention(layer, weights.Layers[layer], stream);
            graph.FeedForward(layer, weights.Layers[layer], stream);
        }

        Value? logits = graph.Head(weights, stream);
        return (graph._nodes.ToImmutable(), logits);
    }

    private void Attention(int layer, LayerWeights weights, Value stream)
    {
        Value normed = Norm($"l{layer}.attn_norm", stream, weights.AttentionNorm);
        Value queries = Linear($"l{layer}.q", normed, weights.Query);
        Value keys = Linear($"l{layer}.k", normed, weights.Key);
        Value values = Linear($"l{layer}.v", normed, weights.Value);
        HeadNorm(queries, _spec.Heads, weights.QueryNorm);
        HeadNorm(keys, _spec.KvHeads, weights.KeyNorm);
        Add(new RotateNode(queries, _spec.Heads, _angles, _spec.Rope));
        Add(new RotateNode(keys, _spec.KvHeads, _angles, _spec.Rope));
        Add(new StoreKvNode(layer, keys, values));
        var attended = new Value($"l{layer}.attended", _spec.QuerySize);
        var scale = (float)(1 / Math.Sqrt(_spec.HeadDim));
        Add(new AttendNode(layer, queries, new(_spec.Heads, _spec.KvHeads, _spec.HeadDim, scale, _spec.SlidingWindow), attended));
        Add(new AddNode(Linear($"l{layer}.attn_out", attended, weights.AttentionOutput), stream));
    }

    private void FeedForward(int layer, LayerWeights weights, Value stream)
    {
        Value normed = Norm($"l{layer}.ffn_norm", stream, weights.FeedForwardNorm);
        Value gate = Linear($"l{layer}.gate", normed, weights.Gate);
        Value up = Linear($"l{layer}.up", normed, weights.Up);
        var gated = new Value($"l{layer}.gated", _spec.IntermediateSize);
        Add(new GateNode(gate, up, gated));
        Add(new AddNode(Linear($"l{layer}.down", gated, weights.Down), stream));
    }

    private Value? Head(DecoderWeights weights, Value stream)
    {
        var selected = new Value("selected", _spec.HiddenSize, RowKind.LogitRow);
        Add(new SelectRowsNode(stream, selected));
        Value normed = Norm("final_norm", selected, weights.FinalNorm);
        if (_spec.Pooling == Pooling.None)
        {
            return Linear("logits", normed, weights.Output);
        }

        Add(new EmitNode(normed));
        return null;
    }

    private Value Norm(string name, Value input, TensorView weight)
    {
        var output = new Value(name, input.Width, input.Rows);
        Add(new NormNode(input, weight, 1, _spec.NormEpsilon, output));
        return output;
    }

    private void HeadNorm(Value heads, int count, TensorView? weight)
    {
        if (weight is { } present)
        {
            Add(new NormNode(heads, present, count, _spec.NormEpsilon, heads));
        }
    }

    private Value Linear(string name, Value input, LinearWeights weights)
    {
        var output = new Value(name, (int)weights.Weight.Shape[0], input.Rows);
        Add(new LinearNode(input, [new Projection(weights, output)]));
        return output;
    }

    private void Add(Node node) => _nodes.Add(node);
}
