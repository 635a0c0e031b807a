using System.Collections.Immutable;
using Xinference.Compiler.Graph;

namespace Xinference.Compiler.Passes;

/// <summary>Neighbouring matrix products of the same input become one (query, key and value; gate and up): one barrier instead of several.</summary>
internal static class MergeLinears
{
    public static ImmutableArray<Node> Run(ImmutableArray<Node> nodes)
    {
        var result = ImmutableArray.CreateBuilder<Node>(nodes.Length);
        foreach (Node node in nodes)
        {
            if (node is LinearNode next && result.Count > 0 && result[^1] is LinearNode last && last.Input == next.Input)
            {
                result[^1] = last with { Projections = last.Projections.AddRange(next.Projections) };
            }
            else
            {
                result.Add(node);
            }
        }

        return result.ToImmutable();
    }
}
