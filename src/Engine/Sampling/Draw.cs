using System.Collections.Immutable;
using Xinference.Inference;

namespace Xinference.Engine.Sampling;

/// <summary>What sampling one row of logits gave: a token, or the fault that kept it from giving one.</summary>
internal readonly record struct Draw(int TokenId, float LogProbability, ImmutableArray<TokenLogProbability> Top, string? Fault)
{
    public static Draw Token(int id) => new(id, 0, [], null);

    public static Draw Failure(string fault) => new(-1, 0, [], fault);
}
