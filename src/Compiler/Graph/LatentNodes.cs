using Xinference.Models;

namespace Xinference.Compiler.Graph;

/// <summary>Puts the heads of keys and values together from what the latent vector gives and the rotated part that all keys share.</summary>
/// <param name="Latent">Sizes of the parts.</param>
/// <param name="Heads">Number of heads.</param>
/// <param name="Plain">Plain parts of keys, and of values where <paramref name="OnlyValues"/> is null.</param>
/// <param name="OnlyValues">Values, where they are apart from the keys.</param>
/// <param name="Down">The latent vector, then the rotated part.</param>
/// <param name="Keys">Written: plain part, rotated part.</param>
/// <param name="Values">Written: values, then zeros to the width of a key.</param>
internal sealed record ExpandLatentNode(
    LatentSpec Latent, int Heads, Value Plain, Value? OnlyValues, Value Down, Value Keys, Value Values) : Node
{
    public override IEnumerable<Value> Inputs => new[] { Plain, OnlyValues, Down }.OfType<Value>();

    public override IEnumerable<Value> Outputs => [Keys, Values];
}

/// <summary>Takes the first elements of each head.</summary>
internal sealed record NarrowHeadsNode(Value Input, int Heads, Value Output) : Node
{
    public override IEnumerable<Value> Inputs => [Input];

    public override IEnumerable<Value> Outputs => [Output];
}
