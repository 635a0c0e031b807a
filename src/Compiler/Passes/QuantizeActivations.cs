using System.Collections.Immutable;
using Xinference.Compiler.Graph;
using Xinference.Kernels;
using Xinference.Tensors;

namespace Xinference.Compiler.Passes;

/// <summary>Products that read integers get their input quantised once, however many of them share it.</summary>
internal static class QuantizeActivations
{
    /// <summary>Runs after linears were merged, so that what shares an input is one node.</summary>
    /// <param name="nodes">The nodes in the order they run.</param>
    /// <param name="formatOf">What products with a matrix read.</param>
    public static ImmutableArray<Node> Run(ImmutableArray<Node> nodes, Func<TensorView, ActivationFormat> formatOf)
    {
        var result = ImmutableArray.CreateBuilder<Node>(nodes.Length);
        foreach (Node node in nodes)
        {
            if (node is LinearNode { Input: { } input } linear && linear.Projections.Any(p => formatOf(p.Weights.Weight) == ActivationFormat.Int8))
            {
                var quantized = new Value(input.Name + ".int8", input.Width, input.Rows, ActivationFormat.Int8);
                result.Add(new QuantizeNode(input, quantized));
                bool floats = linear.Projections.Any(p => formatOf(p.Weights.Weight) == ActivationFormat.F32);
                result.Add(linear with { Input = floats ? input : null, Quantized = quantized });
            }
            else
            {
                result.Add(node);
            }
        }

        return result.ToImmutable();
    }
}
