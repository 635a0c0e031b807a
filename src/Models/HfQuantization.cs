using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Models;

/// <summary>
/// How a Hugging Face checkpoint quantised its linear layers: <c>quantization_config</c> in <c>config.json</c>, or GPTQ's older
/// <c>quantize_config.json</c> beside it. Methods: <c>gptq</c> and <c>awq</c> with 4 bits, <c>fp8</c>, and of <c>compressed-tensors</c> the
/// formats that keep a byte for each weight.
/// </summary>
public sealed record HfQuantization
{
    private const string Gptq = "gptq";
    private const string Awq = "awq";
    private const string Fp8 = "fp8";
    private const string CompressedTensors = "compressed-tensors";

    private const int Bits = 4;
    private const int WeightsOfWord = 8;

    // codes in words of eight, with what belongs to them
    private static readonly string[] Parts = [".qweight", ".qzeros", ".scales", ".g_idx", ".weight_scale", ".weight_scale_inv"];

    // scales of activations and of a cache that others quantise; ours are not
    private static readonly string[] Ignored = [".input_scale", ".k_scale", ".v_scale", ".activation_scale"];

    private HfQuantization(string method) => Method = method;

    /// <summary><c>quant_method</c>.</summary>
    public string Method { get; }

    /// <summary>Its name for people where the tensors' types do not tell; else null.</summary>
    public string? Name => Method switch { Gptq => "GPTQ", Awq => "AWQ", _ => null };

    /// <summary>How 4-bit codes lie.</summary>
    internal CodeOrder Order => Method == Awq ? CodeOrder.WordsOfRows : CodeOrder.WordsOfColumns;

    /// <summary>What is added to the zero points of the file.</summary>
    internal int Zero { get; private init; }

    /// <summary>Rows and columns of a block that shares a scale; null where that is not by blocks.</summary>
    internal (long Rows, long Columns)? Block { get; private init; }

    /// <summary>Whether a tensor belongs to quantised weights rather than being weights of its own.</summary>
    public static bool IsPart(string tensor) => Array.Exists(Parts, tensor.EndsWith) || Ignores(tensor);

    /// <summary>Weights that a tensor holds.</summary>
    public static long CountWeights(TensorInfo tensor) => tensor switch
    {
        _ when tensor.Name.EndsWith(".qweight", StringComparison.Ordinal) => tensor.Shape.Elements * WeightsOfWord,
        _ => IsPart(tensor.Name) ? 0 : tensor.Shape.Elements,
    };

    /// <summary>Whether a tensor is of no use here.</summary>
    internal static bool Ignores(string tensor) => Array.Exists(Ignored, tensor.EndsWith);

    /// <summary>Reads the quantisation of a checkpoint; null where there is none.</summary>
    /// <exception cref="ModelException">It is one that this build does not run; the message names it.</exception>
    internal static HfQuantization? Read(HfConfig config, string folder)
    {
        string beside = Path.Combine(folder, "quantize_config.json");
        HfConfig? section = config.Section("quantization_config") ?? (File.Exists(beside) ? HfConfig.OpenFile(beside) : null);
        return section is null ? null : Of(section, section.String("quant_method") ?? Gptq);
    }

    private static HfQuantization Of(HfConfig section, string method) => method switch
    {
        Gptq => ReadGptq(section),
        Awq => ReadAwq(section),
        Fp8 => new(method) { Block = ReadBlock(section) },
        CompressedTensors => ReadCompressed(section),
        _ => throw Refused($"method '{method}'"),
    };

    private static HfQuantization ReadGptq(HfConfig section)
    {
        RequireBits(section.Integer("bits"));
        return section.String("checkpoint_format") switch
        {
            _ when section.Boolean("is_marlin_format") ?? false => throw Refused("GPTQ format 'marlin'"),
            null or "gptq" => new(Gptq) { Zero = 1 },
            "gptq_v2" => new(Gptq),
            { } other => throw Refused($"GPTQ format '{other}'"),
        };
    }

    private static HfQuantization ReadAwq(HfConfig section)
    {
        RequireBits(section.Integer("bits") ?? section.Integer("w_bit"));
        string version = section.String("version") ?? "gemm";
        return version.Equals("gemm", StringComparison.OrdinalIgnoreCase) ? new(Awq) : throw Refused($"AWQ version '{version}'");
    }

    private static HfQuantization ReadCompressed(HfConfig section)
    {
        string format = section.String("format") ?? "";
        return format is "int-quantized" or "float-quantized" or "naive-quantized"
            ? new(CompressedTensors)
            : throw Refused($"compressed-tensors format '{format}'");
    }

    private static (long Rows, long Columns)? ReadBlock(HfConfig section) => section.Integers("weight_block_size") switch
    {
        null => null,
        [> 0 and var rows, > 0 and var columns] => (rows, columns),
        _ => throw Refused("weight_block_size other than two positive numbers"),
    };

    private static void RequireBits(long? bits)
    {
        if (bits != Bits)
        {
            throw Refused($"integers of {bits?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"} bits in words");
        }
    }

    private static ModelException Refused(string what) => new(
        $"config.json: {what} of quantization_config is not supported; 4-bit GPTQ and AWQ (gemm), FP8, and compressed-tensors with a byte for each weight are");
}
