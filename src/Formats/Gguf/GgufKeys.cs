namespace Xinference.Formats;

/// <summary>Metadata keys that the file format itself gives meaning to.</summary>
internal static class GgufKeys
{
    public const string Alignment = "general.alignment";
    public const int DefaultAlignment = 32;
    public const string SplitNumber = "split.no";
    public const string SplitCount = "split.count";
    public const string SplitTensors = "split.tensors.count";
}
