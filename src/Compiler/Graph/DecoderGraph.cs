using System.Collections.Immutable;
using Xinference.Kernels;
using Xinference.Models;
using Xinference.Models.Weights;

namespace Xinference.Compiler.Graph;

/// <summary>Lowers a decoder to nodes, one layer after another, nothing fused.</summary>
internal sealed class DecoderGraph
{
    private readonly DecoderSpec _spec;
    private readonly ImmutableArray<Node>.Builder _nodes = ImmutableArray.CreateBuilder<Node>();
    private readonly Dictionary<RopeSpec, Value> _angles = [];

    private DecoderGraph(DecoderSpec spec) => _spec = spec;

    /// <summary>The nodes of a whole forward pass and the value that holds the logits; none where the model gives embeddings.</summary>
    public static (ImmutableArray<Node> Nodes, Value? Logits) Lower(
        DecoderSpec spec, DecoderWeights weights, Func<RopeSpec, RopeFrequencies> frequenciesOf)
    {
        var graph = new DecoderGraph(spec);
        Value stream = graph.Embed(weights);
        graph.Angles(frequenciesOf);
        for (int layer = 0; layer < spec.Layers; layer++)
        {
            graph.Block(layer, weights.Layers[layer], stream);
        }

        Value? logits = graph.Head(weights, stream);
        return (graph._nodes.ToImmutable(), logits);
    }

    private Value Embed(DecoderWeights weights)
    {
        var stream = new Value("stream", _spec.HiddenSize);
        Add(new EmbedNode(weights.Embedding, stream));
        Scale(stream, _spec.EmbeddingScale);
        if (weights.Positions is { } positions)
        {
            Add(new PositionNode(positions, new("position", _spec.HiddenSize), stream));
        }

        return stream;
    }

    private void Angles(Func<RopeSpec, RopeFrequencies> frequenciesOf)
    {
        foreach (RopeSpec rope in Enumerable.Range(0, _spec.Layers).Select(_spec.RopeOf).OfType<RopeSpec>().Distinct())
        {
            var angles = new Value("angles", rope.Dimensions);
            _angles.Add(rope, angles);
            Add(new RotaryAnglesNode(frequenciesOf(rope), angles));
        }
    }

    private void Block(int layer, LayerWeights weights, Value stream)
    {
        Value normed = Norm($"l{layer}.attn_norm", stream, weights.AttentionNorm);
        if (_spec.Form == BlockForm.Parallel)
        {
            // before attention adds to the stream that both halves read
            Value read = weights.FeedForwardNorm is { } own ? Norm($"l{layer}.ffn_norm", stream, own) : normed;
            Residual($"l{layer}.attn", Attention(layer, weights, normed), null, stream);
            Residual($"l{layer}.ffn", FeedForward(layer, weights, read), null, stream);
            return;
        }

        Residual($"l{layer}.attn", Attention(layer, weights, normed), weights.AttentionOutputNorm, stream);
        Value second = Norm($"l{layer}.ffn_norm", stream, weights.FeedForwardNorm!);
        Residual($"l{layer}.ffn", FeedForward(layer, weights, second), weights.FeedForwardOutputNorm, stream);
    }

    private Value Attention(int layer, LayerWeights weights, Value normed)
    {
        LatentGraph? latent = _spec.Latent is { } parts ? new LatentGraph(_spec, parts, _angles[_spec.Rope!], Add) : null;
        (Value queries, Value keys, Value values) = latent?.Lower(layer, weights.Latent!, normed) ?? Projections(layer, weights, normed);
        Add(new StoreKvNode(layer, keys, values));
        var attended = new Value($"l{layer}.attended", _spec.QuerySize);
        float scale = _spec.AttentionScale ?? (float)(1 / Math.Sqrt(_spec.HeadDim));
        var shape = new AttentionShape(_spec.Heads, _spec.KvHeads, _spec.HeadDim, scale, _spec.WindowOf(layer), _spec.AttentionSoftCap);
        Add(new AttendNode(layer, queries, shape, attended) { Sinks = weights.AttentionSinks, AlibiMaxBias = _spec.AlibiMaxBias });
        return Linear($"l{layer}.attn_out", latent?.Narrow(layer, attended) ?? attended, weights.AttentionOutput);
    }

    private (Value Queries, Value Keys, Value Values) Projections(int layer, LayerWeights weights, Value normed)
    {
        Value queries = Linear($"l{layer}.q", normed, weights.Query!);
        Value keys = Linear($"l{layer}.k", normed, weights.Key!);
        Value values = Linear($"l{layer}.v", normed, weights.Value!);
        HeadNorm(queries, _spec.Heads, weights.QueryNorm);
        HeadNorm(keys, _spec.KvHeads, weights.KeyNorm);
        if (_spec.RopeOf(layer) is { } rope)
        {
            Add(new RotateNode(queries, _spec.Heads, _angles[rope], rope));
            Add(new RotateNode(keys, _spec.KvHeads, _angles[rope], rope));
        }

        return (queries, keys, values);
    }

    private Value FeedForward(int layer, LayerWeights weights, Value normed)
    {
        if (weights.Experts is { } experts)
        {
            return new ExpertGraph(_spec.Experts!, _spec.FeedForward, Add).Lower(layer, experts, normed);
        }

        FeedForwardWeights plain = weights.FeedForward!;
        Value? gate = plain.Gate is { } gated ? Linear($"l{layer}.gate", normed, gated) : null;
        Value up = Linear($"l{layer}.up", normed, plain.Up);
        var between = new Value($"l{layer}.gated", up.Width);
        Add(new GateNode(gate ?? up, gate is null ? null : up, between, _spec.FeedForward));
        return Linear($"l{layer}.down", between, plain.Down);
    }

    private Value? Head(DecoderWeights weights, Value stream)
    {
        var selected = new Value("selected", _spec.HiddenSize, RowKind.LogitRow);
        Add(new SelectRowsNode(stream, selected));
        Value normed = Norm("final_norm", selected, weights.FinalNorm);
        if (_spec.Pooling != Pooling.None)
        {
            Add(new EmitNode(normed));
            return null;
        }

        Value logits = Linear("logits", normed, weights.Output);
        if (_spec.LogitScale != 1 || _spec.LogitSoftCap > 0)
        {
            Add(new BendLogitsNode(logits, _spec.LogitScale, _spec.LogitSoftCap));
        }

        return logits;
    }

    private void Residual(string name, Value output, NormWeights? norm, Value stream)
    {
        Value added = norm is null ? output : Norm($"{name}.output_norm", output, norm);
        Scale(added, _spec.ResidualScale);
        Add(new AddNode(added, stream));
    }

    private void Scale(Value value, float factor)
    {
        if (factor != 1)
        {
            Add(new ScaleNode(value, factor));
        }
    }

    private Value Norm(string name, Value input, NormWeights weights)
    {
        var output = new Value(name, input.Width, input.Rows);
        Add(new NormNode(input, weights, _spec.Norm, 1, _spec.NormEpsilon, output));
        return output;
    }

    private void HeadNorm(Value heads, int count, NormWeights? weights)
    {
        if (weights is not null)
        {
            Add(new NormNode(heads, weights, _spec.Norm, count, _spec.NormEpsilon, heads));
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
