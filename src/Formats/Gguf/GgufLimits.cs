namespace Xinference.Formats;

/// <summary>Bounds on what a header may claim: far above every published model, far below what would hurt.</summary>
internal static class GgufLimits
{
    public const int Tensors = 1 << 20;
    public const int Keys = 1 << 16;
    public const int ArrayElements = 1 << 24;
    public const int ArrayDepth = 4;
    public const int StringBytes = 1 << 26;

    /// <summary>The specification's bound on keys; tensor names get the same.</summary>
    public const int NameBytes = 65_535;
    public const int Dimensions = 4;
    public const int Alignment = 1 << 20;
    public const int Parts = 9_999;
}
