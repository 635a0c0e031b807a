using System.Collections.Immutable;
using Xinference.Compiler.Graph;
using Xinference.Kernels;
using Xinference.Tensors;

namespace Xinference.Compiler.Passes;

/// <summary>Products that read integers get their input quantised once, however many of them share it.</summary>
internal sealed class QuantizeActivations
{
    private readonly Func<DType, ActivationFormat> _formatOf;
    private readonly ImmutableArray<Node>.Builder _result = ImmutableArray.CreateBuilder<Node>();
    private readonly Dictionary<Value, Value> _quantized = [];

    private readonly WeightStorage _storage;

    private QuantizeActivations(Func<DType, ActivationFormat> formatOf, WeightStorage storage) => (_formatOf, _storage) = (formatOf, storage);

    /// <summary>Runs after linears were merged, so that what shares an input is one node.</summary>
    /// <param name="nodes">The nodes in the order they run.</param>
    /// <param name="formatOf">What products with weights of a type read.</param>
    /// <param name="storage">How matrices are kept.</param>
    public static ImmutableArray<Node> Run(
        ImmutableArray<Node> nodes, Func<DType, ActivationFormat> formatOf, WeightStorage storage = WeightStorage.None)
    {
        var pass = new QuantizeActivations(formatOf, storage);
        for (int i = 0; i < nodes.Length; i++)
        {
            pass.Rewrite(nodes[i], nodes.AsSpan()[(i + 1)..]);
        }

        return pass._result.ToImmutable();
    }

    private void Rewrite(Node node, ReadOnlySpan<Node> rest)
    {
        switch (node)
        {
            case LinearNode { Input: { } input } linear when Wants(linear, ActivationFormat.Int8):
                Value integers = Quantized(input);
                Add(linear with { Input = Wants(linear, ActivationFormat.F32) ? input : null, Quantized = integers });
                break;
            case GatherNode gather when Reader(gather.Output, rest) is { } reader && Wants(reader, ActivationFormat.Int8):
                Gather(gather, Wants(reader, ActivationFormat.F32));
                break;
            case ExpertLinearNode { Input: { } input } experts when Wants(experts, ActivationFormat.Int8):
                Value rows = Quantized(input);
                Add(experts with { Input = Wants(experts, ActivationFormat.F32) ? input : null, Quantized = rows });
                break;
            default:
                Add(node);
                break;
        }
    }

    // tokens are quantised before they are copied to their experts' rows: once for all experts, and a quarter of the bytes to copy
    private void Gather(GatherNode gather, bool floats)
    {
        var rows = new Value(gather.Output.Name + ".int8", gather.Output.Width, RowKind.Expert, ActivationFormat.Int8);
        Add(gather with { Input = Quantized(gather.Input), Output = rows });
        _quantized[gather.Output] = rows;
        if (floats)
        {
            _result.Add(gather);
        }
    }

    private Value Quantized(Value input)
    {
        if (!_quantized.TryGetValue(input, out Value? integers))
        {
            integers = new Value(input.Name + ".int8", input.Width, input.Rows, ActivationFormat.Int8);
            _result.Add(new QuantizeNode(input, integers));
            _quantized.Add(input, integers);
        }

        return integers;
    }

    private void Add(Node node)
    {
        _result.Add(node);
        foreach (Value written in node.Outputs)
        {
            _quantized.Remove(written);
        }
    }

    private static ExpertLinearNode? Reader(Value value, ReadOnlySpan<Node> rest)
    {
        foreach (Node node in rest)
        {
            if (node is ExpertLinearNode reader && reader.Input == value)
            {
                return reader;
            }
        }

        return null;
    }

    private bool Wants(LinearNode node, ActivationFormat format) =>
        node.Projections.Any(p => _formatOf(p.Transposed ? p.Type : ProgramConstants.StoredAs(p.Weights.Weight, _storage)) == format);

    private bool Wants(ExpertLinearNode node, ActivationFormat format) =>
        node.Projections.Any(p => _formatOf(p.Weights[0].Weight.Type) == format);
}
