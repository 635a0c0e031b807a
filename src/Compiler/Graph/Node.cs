using System.Collections.Immutable;
using Xinference.Kernels;
using Xinference.Models;
using Xinference.Models.Weights;
using Xinference.Tensors;

namespace Xinference.Compiler.Graph;

/// <summary>One operation on values. Nodes are pure data; <see cref="Steps.StepFactory"/> gives them code.</summary>
internal abstract record Node
{
    /// <summary>What is read; values changed in place count as read and written.</summary>
    public abstract IEnumerable<Value> Inputs { get; }

    /// <summary>What is written.</summary>
    public abstract IEnumerable<Value> Outputs { get; }
}

/// <summary>Which row of a table a token takes.</summary>
internal enum EmbedIndex
{
    /// <summary>That of its id.</summary>
    TokenId,

    /// <summary>That of its position in its sequence.</summary>
    Position,

    /// <summary>That of its segment.</summary>
    TokenType,
}

/// <summary>Looks up embeddings of the step's tokens.</summary>
internal sealed record EmbedNode(TensorView Table, Value Output, EmbedIndex Index = EmbedIndex.TokenId) : Node
{
    public override IEnumerable<Value> Inputs => [];

    public override IEnumerable<Value> Outputs => [Output];
}

/// <summary>Cosines and sines of the tokens' positions, shared by all layers.</summary>
internal sealed record RotaryAnglesNode(RopeFrequencies Frequencies, Value Output) : Node
{
    public override IEnumerable<Value> Inputs => [];

    public override IEnumerable<Value> Outputs => [Output];
}

/// <summary>Adds the embeddings of the tokens' positions.</summary>
/// <param name="Table"><c>[ContextLength, HiddenSize]</c>.</param>
/// <param name="Scratch">A row of the table as floats.</param>
/// <param name="Into">What is added to.</param>
internal sealed record PositionNode(TensorView Table, Value Scratch, Value Into) : Node
{
    public override IEnumerable<Value> Inputs => [Into];

    public override IEnumerable<Value> Outputs => [Scratch, Into];
}

/// <summary>
/// Norm of <see cref="Groups"/> equal parts of each row: 1 for the residual stream, the number of heads for query/key norm. Of an input that is wider than
/// the output only the beginning is read.
/// </summary>
internal sealed record NormNode(Value Input, NormWeights Weights, NormKind Kind, int Groups, float Epsilon, Value Output) : Node
{
    public override IEnumerable<Value> Inputs => [Input];

    public override IEnumerable<Value> Outputs => [Output];
}

/// <summary><c>Value = Factor · Value</c>.</summary>
internal sealed record ScaleNode(Value Value, float Factor) : Node
{
    public override IEnumerable<Value> Inputs => [Value];

    public override IEnumerable<Value> Outputs => [Value];
}

/// <summary>Scales the logits and bends them to within a soft cap, where there is one.</summary>
internal sealed record BendLogitsNode(Value Logits, float Factor, float SoftCap) : Node
{
    public override IEnumerable<Value> Inputs => [Logits];

    public override IEnumerable<Value> Outputs => [Logits];
}

/// <summary>One matrix product of a <see cref="LinearNode"/>; the result is added to <paramref name="AddTo"/> where that is set.</summary>
internal sealed record Projection(LinearWeights Weights, Value Output, Value? AddTo = null)
{
    /// <summary>Whether the weights are <c>[parts, inputs, outputs of a part]</c> and must be turned around.</summary>
    public bool Transposed { get; init; }

    /// <summary>The type that is multiplied with.</summary>
    public DType Type => Transposed ? DType.F32 : Weights.Weight.Type;
}

/// <summary>Matrix products that read the same activations: floats, integers, or, where weight types differ, both.</summary>
internal sealed record LinearNode(Value? Input, ImmutableArray<Projection> Projections, Value? Quantized = null) : Node
{
    /// <summary>Rows of the activations.</summary>
    public RowKind Rows => (Input ?? Quantized)!.Rows;

    public override IEnumerable<Value> Inputs =>
        new[] { Input, Quantized }.Concat(Projections.Select(p => p.AddTo)).OfType<Value>();

    public override IEnumerable<Value> Outputs => Projections.SelectMany(p => p.AddTo is null ? [p.Output] : new[] { p.Output, p.AddTo });
}

/// <summary>Brings activations into groups of integers.</summary>
internal sealed record QuantizeNode(Value Input, Value Output) : Node
{
    public override IEnumerable<Value> Inputs => [Input];

    public override IEnumerable<Value> Outputs => [Output];
}

/// <summary>Rotates heads in place.</summary>
internal sealed record RotateNode(Value Heads, int Count, Value Angles, RopeSpec Rope) : Node
{
    /// <summary>Elements at the beginning of each head that stay.</summary>
    public int Offset { get; init; }

    public override IEnumerable<Value> Inputs => [Heads, Angles];

    public override IEnumerable<Value> Outputs => [Heads];
}

/// <summary>Stores keys and values of the step's tokens in the cache.</summary>
internal sealed record StoreKvNode(int Layer, Value Keys, Value Values) : Node
{
    public override IEnumerable<Value> Inputs => [Keys, Values];

    public override IEnumerable<Value> Outputs => [];
}

/// <summary>Causal attention over the cache.</summary>
internal sealed record AttendNode(int Layer, Value Queries, AttentionShape Shape, Value Output) : Node
{
    /// <summary><c>[Heads]</c>, see <see cref="AttentionQuery.Sinks"/>; null for none.</summary>
    public TensorView? Sinks { get; init; }

    /// <summary>Largest bias of <see cref="Alibi.Slopes"/>; 0 for none.</summary>
    public float AlibiMaxBias { get; init; }

    public override IEnumerable<Value> Inputs => [Queries];

    public override IEnumerable<Value> Outputs => [Output];
}

/// <summary><c>Output = f(Gate) · Up</c>, or <c>f(Gate)</c> where nothing is gated.</summary>
internal sealed record GateNode(Value Gate, Value? Up, Value Output, FeedForwardKind Kind) : Node
{
    public override IEnumerable<Value> Inputs => Up is null ? [Gate] : [Gate, Up];

    public override IEnumerable<Value> Outputs => [Output];
}

/// <summary><c>Into += Input</c>.</summary>
internal sealed record AddNode(Value Input, Value Into) : Node
{
    public override IEnumerable<Value> Inputs => [Input, Into];

    public override IEnumerable<Value> Outputs => [Into];
}

/// <summary>Picks the rows whose logits are wanted.</summary>
internal sealed record SelectRowsNode(Value Input, Value Output) : Node
{
    public override IEnumerable<Value> Inputs => [Input];

    public override IEnumerable<Value> Outputs => [Output];
}

/// <summary>Layer norm of each row.</summary>
internal sealed record LayerNormNode(Value Input, LayerNormWeights Weights, float Epsilon, Value Output) : Node
{
    public override IEnumerable<Value> Inputs => [Input];

    public override IEnumerable<Value> Outputs => [Output];
}

/// <summary>A function of each element.</summary>
internal sealed record ActivateNode(Value Input, Activation Activation, Value Output) : Node
{
    public override IEnumerable<Value> Inputs => [Input];

    public override IEnumerable<Value> Outputs => [Output];
}

/// <summary>Attention of all rows of a sequence with each other, without a cache.</summary>
internal sealed record AttendRowsNode(Value Queries, Value Keys, Value Values, AttentionShape Shape, Value Output) : Node
{
    public override IEnumerable<Value> Inputs => [Queries, Keys, Values];

    public override IEnumerable<Value> Outputs => [Output];
}

/// <summary>Brings the rows of each sequence that wants a result into one.</summary>
internal sealed record PoolNode(Value Input, Pooling Pooling, Value Output) : Node
{
    public override IEnumerable<Value> Inputs => [Input];

    public override IEnumerable<Value> Outputs => [Output];
}

/// <summary>Hands rows to the caller.</summary>
internal sealed record EmitNode(Value Input) : Node
{
    public override IEnumerable<Value> Inputs => [Input];

    public override IEnumerable<Value> Outputs => [];
}
