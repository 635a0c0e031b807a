using System.Collections.Frozen;
using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>The names by which safetensors calls its types.</summary>
internal static class SafetensorsTypes
{
    private static readonly FrozenDictionary<string, DType> Types = new Dictionary<string, DType>
    {
        ["F64"] = DType.F64,
        ["F32"] = DType.F32,
        ["F16"] = DType.F16,
        ["BF16"] = DType.BF16,
        ["F8_E4M3"] = DType.F8E4M3,
        ["F8_E5M2"] = DType.F8E5M2,
        ["I64"] = DType.I64,
        ["I32"] = DType.I32,
        ["I16"] = DType.I16,
        ["I8"] = DType.I8,
        ["U64"] = DType.U64,
        ["U32"] = DType.U32,
        ["U16"] = DType.U16,
        ["U8"] = DType.U8,
        ["BOOL"] = DType.Bool,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<DType, string> Names = Types.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    public static DType Read(string name, string path, string tensor) =>
        Types.TryGetValue(name, out DType type)
            ? type
            : throw new WeightFileException(
                path,
                $"tensor {WeightFileException.Quote(tensor)} has dtype {WeightFileException.Quote(name)}, which this build does not read",
                "use a BF16 or F16 version of the model");

    /// <summary>The name of a type, or null where safetensors has none (block types).</summary>
    public static string? NameOf(DType type) => Names.GetValueOrDefault(type);
}
