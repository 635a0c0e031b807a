using System.Runtime.InteropServices;

namespace Xinference.Tensors;

/// <summary>
/// <c>w[j] = (low nibble of Quants[j] − 8) · Scale</c>, <c>w[j + 16]</c> from the high nibble. Layout: GGUF specification, 18
/// bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ4_0
{
    /// <summary>Scale.</summary>
    public Half Scale;

    /// <summary>Two elements a byte.</summary>
    public Bytes16 Quants;
}

/// <summary>
/// <c>w[j] = low nibble of Quants[j] · Scale + Minimum</c>, <c>w[j + 16]</c> from the high nibble. Layout: GGUF specification,
/// 20 bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ4_1
{
    /// <summary>Scale.</summary>
    public Half Scale;

    /// <summary>Value of quant 0.</summary>
    public Half Minimum;

    /// <summary>Two elements a byte.</summary>
    public Bytes16 Quants;
}

/// <summary>
/// Like Q4_0 with a fifth bit: element <c>j</c>'s is bit <c>j</c> of <see cref="HighBits"/>; offset 16. Layout: GGUF
/// specification, 22 bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ5_0
{
    /// <summary>Scale.</summary>
    public Half Scale;

    /// <summary>32 fifth bits, little-endian.</summary>
    public Bytes4 HighBits;

    /// <summary>Lower four bits, two elements a byte.</summary>
    public Bytes16 Quants;
}

/// <summary>
/// Like Q4_1 with a fifth bit: element <c>j</c>'s is bit <c>j</c> of <see cref="HighBits"/>. Layout: GGUF specification, 24
/// bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ5_1
{
    /// <summary>Scale.</summary>
    public Half Scale;

    /// <summary>Value of quant 0.</summary>
    public Half Minimum;

    /// <summary>32 fifth bits, little-endian.</summary>
    public Bytes4 HighBits;

    /// <summary>Lower four bits, two elements a byte.</summary>
    public Bytes16 Quants;
}

/// <summary><c>w[j] = Quants[j] · Scale</c>. Layout: GGUF specification, 34 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ8_0
{
    /// <summary>Scale.</summary>
    public Half Scale;

    /// <summary>One element a byte.</summary>
    public SBytes32 Quants;
}
