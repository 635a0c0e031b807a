using System.Collections.Frozen;
using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>The numbers by which GGUF names tensor types (ggml's <c>ggml_type</c>).</summary>
internal static class GgufTensorTypes
{
    private static readonly FrozenDictionary<uint, DType> Types = new Dictionary<uint, DType>
    {
        [0] = DType.F32,
        [1] = DType.F16,
        [2] = DType.Q4_0,
        [3] = DType.Q4_1,
        [6] = DType.Q5_0,
        [7] = DType.Q5_1,
        [8] = DType.Q8_0,
        [9] = DType.Q8_1,
        [10] = DType.Q2_K,
        [11] = DType.Q3_K,
        [12] = DType.Q4_K,
        [13] = DType.Q5_K,
        [14] = DType.Q6_K,
        [15] = DType.Q8_K,
        [16] = DType.IQ2_XXS,
        [17] = DType.IQ2_XS,
        [18] = DType.IQ3_XXS,
        [19] = DType.IQ1_S,
        [20] = DType.IQ4_NL,
        [21] = DType.IQ3_S,
        [22] = DType.IQ2_S,
        [23] = DType.IQ4_XS,
        [24] = DType.I8,
        [25] = DType.I16,
        [26] = DType.I32,
        [27] = DType.I64,
        [28] = DType.F64,
        [29] = DType.IQ1_M,
        [30] = DType.BF16,
        [34] = DType.TQ1_0,
        [35] = DType.TQ2_0,
        [39] = DType.MXFP4,
        [40] = DType.NVFP4,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<DType, uint> Ids = Types.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly FrozenDictionary<uint, string> Removed = new Dictionary<uint, string>
    {
        [4] = "Q4_2",
        [5] = "Q4_3",
        [31] = "Q4_0_4_4",
        [32] = "Q4_0_4_8",
        [33] = "Q4_0_8_8",
        [36] = "IQ4_NL_4_4",
        [37] = "IQ4_NL_4_8",
        [38] = "IQ4_NL_8_8",
    }.ToFrozenDictionary();

    public static DType Read(uint id, string path, string tensor)
    {
        if (Types.TryGetValue(id, out DType type))
        {
            return type;
        }

        string name = WeightFileException.Quote(tensor);
        throw Removed.TryGetValue(id, out string? removed)
            ? new WeightFileException(
                path,
                $"tensor {name} has type {removed} ({id}), which the format has dropped",
                "convert the model anew, for instance to Q4_0")
            : new WeightFileException(path, $"tensor {name} has type number {id}, which this build does not know");
    }

    /// <summary>The number of a type, or null where GGUF has none (FP8, unsigned integers, booleans).</summary>
    public static uint? IdOf(DType type) => Ids.TryGetValue(type, out uint id) ? id : null;
}
