using System.Collections.Immutable;
using Xinference.Kernels;
using Xinference.Models;
using Xinference.Models.Weights;
using Xinference.Tensors;

namespace Xinference.Compiler.Graph;

/// <summary>Lowers an encoder to nodes, one layer after another, nothing fused.</summary>
internal sealed class EncoderGraph
{
    private readonly EncoderSpec _spec;
    private readonly EncoderWeights _weights;
    private readonly ImmutableArray<Node>.Builder _nodes = ImmutableArray.CreateBuilder<Node>();
    private readonly Value _stream;
    private readonly Value? _angles;

    private EncoderGraph(EncoderSpec spec, EncoderWeights weights)
    {
        (_spec, _weights) = (spec, weights);
        _stream = new("stream", spec.HiddenSize);
        _angles = spec.Rope is { } rope ? new("angles", rope.Dimensions) : null;
    }

    /// <summary>The nodes of a whole forward pass; the last hands the results out.</summary>
    public static ImmutableArray<Node> Lower(EncoderSpec spec, EncoderWeights weights)
    {
        var graph = new EncoderGraph(spec, weights);
        graph.Embed();
        for (int layer = 0; layer < spec.Layers; layer++)
        {
            graph.Attention(layer, weights.Layers[layer]);
            graph.FeedForward(layer, weights.Layers[layer]);
        }

        graph.Pool();
        return graph._nodes.ToImmutable();
    }

    private void Embed()
    {
        Add(new EmbedNode(_weights.Embedding, _stream));
        AddTable("positions", _weights.Positions, EmbedIndex.Position);
        AddTable("token_types", _weights.TokenTypes, EmbedIndex.TokenType);
        Norm(_weights.EmbeddingNorm);
        if (_angles is not null)
        {
            Add(new RotaryAnglesNode(RopeFrequencies.Of(_spec.Rope!, [], _spec.ContextLength), _angles));
        }
    }

    private void AddTable(string name, TensorView? table, EmbedIndex index)
    {
        if (table is { } present)
        {
            var looked = new Value(name, _spec.HiddenSize);
            Add(new EmbedNode(present, looked, index));
            Add(new AddNode(looked, _stream));
        }
    }

    private void Attention(int layer, EncoderLayerWeights weights)
    {
        Value queries = Linear($"l{layer}.q", _stream, weights.Query);
        Value keys = Linear($"l{layer}.k", _stream, weights.Key);
        Value values = Linear($"l{layer}.v", _stream, weights.Value);
        if (_angles is not null)
        {
            Add(new RotateNode(queries, _spec.Heads, _angles, _spec.Rope!));
            Add(new RotateNode(keys, _spec.Heads, _angles, _spec.Rope!));
        }

        var attended = new Value($"l{layer}.attended", _spec.HiddenSize);
        var shape = new AttentionShape(_spec.Heads, _spec.Heads, _spec.HeadDim, (float)(1 / Math.Sqrt(_spec.HeadDim)));
        Add(new AttendRowsNode(queries, keys, values, shape, attended));
        Add(new AddNode(Linear($"l{layer}.attn_out", attended, weights.AttentionOutput), _stream));
        Norm(weights.AttentionNorm);
    }

    private void FeedForward(int layer, EncoderLayerWeights weights)
    {
        Value inner;
        if (weights.Gate is { } gateWeights)
        {
            Value gate = Linear($"l{layer}.gate", _stream, gateWeights);
            inner = Linear($"l{layer}.up", _stream, weights.Up);
            Add(new GateNode(gate, inner, inner, FeedForwardKind.SiluGated));
        }
        else
        {
            inner = Linear($"l{layer}.up", _stream, weights.Up);
            Add(new ActivateNode(inner, _spec.Activation, inner));
        }

        Add(new AddNode(Linear($"l{layer}.down", inner, weights.Down), _stream));
        Norm(weights.OutputNorm);
    }

    private void Pool()
    {
        var pooled = new Value("pooled", _spec.HiddenSize, RowKind.LogitRow);
        Add(new PoolNode(_stream, _spec.Pooling, pooled));
        if (_weights.Pooler is { } pooler)
        {
            pooled = Linear("pooler", pooled, pooler);
            Add(new ActivateNode(pooled, Activation.Tanh, pooled));
        }

        Add(new EmitNode(_weights.Classifier is { } classifier ? Linear("classifier", pooled, classifier) : pooled));
    }

    private void Norm(LayerNormWeights weights) => Add(new LayerNormNode(_stream, weights, _spec.NormEpsilon, _stream));

    private Value Linear(string name, Value input, LinearWeights weights)
    {
        var output = new Value(name, (int)weights.Weight.Shape[0], input.Rows);
        Add(new LinearNode(input, [new Projection(weights, output)]));
        return output;
    }

    private void Add(Node node) => _nodes.Add(node);
}
