namespace Xinference.Formats;

/// <summary>Names the files people try that are no weights for this build, and says what to do instead.</summary>
internal static class ForeignFormats
{
    private const string PyTorch = "a PyTorch checkpoint (a pickle, which may run code when loaded); use the model's safetensors version or convert it";
    private const string OldGgml = "a GGML file from before GGUF; convert the model anew to GGUF";
    private const string Onnx = "an ONNX graph; use the model's safetensors or GGUF version";

    public static bool IsKnown(ReadOnlySpan<byte> head) => ByMagic(head) is not null;

    public static string Describe(ReadOnlySpan<byte> head, string path) =>
        ByMagic(head) ?? ByName(path) ?? (head.IsEmpty ? "the file is empty" : "its content is neither GGUF nor safetensors");

    /// <summary>What else a folder holds, as the tail of a sentence; empty where nothing is recognised.</summary>
    public static string DescribeFolder(string folder)
    {
        string? foreign = WeightFiles.List(folder, "*").FirstOrDefault(file => ByName(file) is not null);
        return foreign is null ? "" : $"; {Path.GetFileName(foreign)} is {ByName(foreign)}";
    }

    private static string? ByMagic(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith((ReadOnlySpan<byte>)[0x80, 2]) || head.StartsWith((ReadOnlySpan<byte>)[0x80, 4]))
        {
            return PyTorch;
        }

        // the old magic numbers are little-endian words, so they read backwards
        if (head.StartsWith("lmgg"u8) || head.StartsWith("fmgg"u8) || head.StartsWith("tjgg"u8) || head.StartsWith("algg"u8))
        {
            return OldGgml;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']))
        {
            return "an HDF5 file (Keras or TensorFlow); use the model's safetensors version";
        }

        return head.Length >= 8 && head[4..8].SequenceEqual("TFL3"u8) ? "a TensorFlow Lite model; use the model's safetensors or GGUF version" : null;
    }

    private static string? ByName(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".bin" or ".pt" or ".pth" or ".ckpt" => PyTorch,
        ".onnx" => Onnx,
        ".h5" => "an HDF5 file (Keras or TensorFlow); use the model's safetensors version",
        ".msgpack" => "a Flax checkpoint; use the model's safetensors version",
        _ => null,
    };
}
