using System.Collections.Immutable;
using Xinference.Compiler.Graph;

namespace Xinference.Compiler.Passes;

/// <summary>A matrix product whose result is only added to something adds it itself, chunk by chunk while it is in the cache.</summary>
internal static class FuseResiduals
{
    public static ImmutableArray<Node> Run(ImmutableArray<Node> nodes)
    {
        var result = ImmutableArray.CreateBuilder<Node>(nodes.Length);
        foreach (Node node in nodes)
        {
            if (node is AddNode add
                && result.Count > 0
                && result[^1] is LinearNode { Projections: [{ AddTo: null } only] } linear
                && only.Output == add.Input)
            {
                result[^1] = linear with { Projections = [only with { AddTo = add.Into }] };
            }
            else
            {
                result.Add(node);
            }
        }

        return result.ToImmutable();
    }
}
