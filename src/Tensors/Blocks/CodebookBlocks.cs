using System.Runtime.InteropServices;

namespace Xinference.Tensors;

/// <summary>
/// <c>w[j] = table[low nibble of Quants[j]] · Scale</c>, <c>w[j + 16]</c> from the high nibble. Layout: GGUF specification, 18
/// bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockIQ4_NL
{
    /// <summary>Scale.</summary>
    public Half Scale;

    /// <summary>Two elements a byte.</summary>
    public Bytes16 Quants;
}

/// <summary>Groups of 32 laid out like IQ4_NL: <c>w = Scale · (s[g] − 32) · table[q]</c>. Layout: GGUF specification, 136 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockIQ4_XS
{
    /// <summary>Scale of the scales.</summary>
    public Half Scale;

    /// <summary>Upper two bits of the eight scales.</summary>
    public ushort ScalesHigh;

    /// <summary>Lower four bits of the eight scales.</summary>
    public Bytes4 ScalesLow;

    /// <summary>Two elements a byte, 16 bytes a group.</summary>
    public Bytes128 Quants;
}

/// <summary>
/// OCP MX: E2M1 elements times <c>2^(Exponent − 127)</c>; low nibbles are elements 0…15, high ones 16…31. Layout: GGUF
/// specification, 17 bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct BlockMXFP4
{
    /// <summary>Shared exponent (E8M0); 255 is not a number.</summary>
    public byte Exponent;

    /// <summary>Two elements a byte.</summary>
    public Bytes16 Quants;
}
