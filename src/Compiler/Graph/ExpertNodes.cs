using System.Collections.Immutable;
using Xinference.Kernels;
using Xinference.Models.Weights;
using Xinference.Tensors;

namespace Xinference.Compiler.Graph;

/// <summary>Chooses the experts of each token.</summary>
/// <param name="Scores">Scores of all experts.</param>
/// <param name="ChoiceBias">Added to the shares for the choice, or null.</param>
/// <param name="Routing">How to choose and weigh.</param>
/// <param name="Output">Written as <see cref="Steps.Routes"/> lays it out.</param>
internal sealed record RouteNode(Value Scores, TensorView? ChoiceBias, Routing Routing, Value Output) : Node
{
    public override IEnumerable<Value> Inputs => [Scores];

    public override IEnumerable<Value> Outputs => [Output];
}

/// <summary>Gives each pair of token and expert a row, so that the rows of an expert lie one after another.</summary>
/// <param name="Layer">Whose experts they are.</param>
/// <param name="Routes">Read, and the rows written into it.</param>
/// <param name="Starts">First row of each expert, and the end: <c>[Experts + 1]</c> integers, written.</param>
/// <param name="Tokens">The token of each row: an integer, written.</param>
internal sealed record GroupNode(int Layer, Value Routes, Value Starts, Value Tokens) : Node
{
    public override IEnumerable<Value> Inputs => [Routes];

    public override IEnumerable<Value> Outputs => [Routes, Starts, Tokens];
}

/// <summary>Copies the rows of tokens to the rows of their experts.</summary>
internal sealed record GatherNode(Value Input, Value Tokens, Value Output) : Node
{
    public override IEnumerable<Value> Inputs => [Input, Tokens];

    public override IEnumerable<Value> Outputs => [Output];
}

/// <summary>One matrix product of an <see cref="ExpertLinearNode"/>, with one set of weights for each expert.</summary>
internal sealed record ExpertProjection(IReadOnlyList<LinearWeights> Weights, Value Output);

/// <summary>Matrix products of the rows of each expert with its own weights; experts without rows are not read.</summary>
internal sealed record ExpertLinearNode(Value? Input, Value Starts, ImmutableArray<ExpertProjection> Projections, Value? Quantized = null) : Node
{
    public override IEnumerable<Value> Inputs => new[] { Input, Quantized, Starts }.OfType<Value>();

    public override IEnumerable<Value> Outputs => Projections.Select(p => p.Output);
}

/// <summary>The weighted sum of what a token's experts gave, the best expert first.</summary>
internal sealed record CombineNode(Value Routes, Value Input, Value Output) : Node
{
    public override IEnumerable<Value> Inputs => [Routes, Input];

    public override IEnumerable<Value> Outputs => [Output];
}
