namespace Xinference.Peers.Cases;

/// <summary>Names of those that are measured, as tables and <c>--skip</c> use them.</summary>
public static class ContenderNames
{
    public const string Ours = "xinference";
    public const string OursInt8 = "xinference, int8 KV";
    public const string LlamaCpp = "llama.cpp";
    public const string Torch = "torch";
    public const string TorchBf16 = "torch-bf16";
    public const string Onnx = "onnx";

    /// <summary>Those that may be left out.</summary>
    public static IReadOnlyList<string> Peers { get; } = [LlamaCpp, Torch, TorchBf16, Onnx];

    public static bool IsOurs(string name) => name.StartsWith(Ours, StringComparison.Ordinal);
}
