using Xinference.Kernels;
using Xinference.Models;
using Xinference.Models.Weights;
using Xinference.Tensors;

namespace Xinference.Compiler;

/// <summary>Packs the weights of experts.</summary>
internal static unsafe class ExpertPacker
{
    /// <summary>Packs one projection of all experts, as one matrix where that is possible: one large piece of memory in place of thousands.</summary>
    /// <exception cref="ModelException">Experts store the same projection in different types.</exception>
    public static ExpertMatrices Pack(IReadOnlyList<LinearWeights> weights, Func<TensorView, PackedMatrix> pack)
    {
        TensorView first = weights[0].Weight;
        if (weights.FirstOrDefault(w => w.Weight.Type != first.Type) is { } other)
        {
            throw new ModelException($"experts store the same projection as {first.Type} and {other.Weight.Type}, which is not supported");
        }

        var rows = checked((int)first.Rows);
        if (AreStacked(weights) && first.Rows * weights.Count <= int.MaxValue)
        {
            PackedMatrix whole = pack(new TensorView(first.Data, first.Type, new Shape(first.Rows * weights.Count, first.Columns)));
            if (rows % whole.RowTile == 0)
            {
                return new([whole], rows);
            }

            whole.Dispose();
        }

        return new([.. weights.Select(w => pack(w.Weight))], rows);
    }

    private static bool AreStacked(IReadOnlyList<LinearWeights> weights)
    {
        byte* next = weights[0].Weight.Data;
        foreach (LinearWeights expert in weights)
        {
            if (expert.Weight.Data != next)
            {
                return false;
            }

            next += expert.Weight.ByteLength;
        }

        return true;
    }
}
