using System.Runtime.InteropServices;

namespace Xinference.Tensors;

/// <summary>
/// Groups of 16: <c>w = Scale · (Scales[g] &amp; 15) · q − Minimum · (Scales[g] &gt;&gt; 4)</c>. Layout: GGUF specification, 84
/// bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ2_K
{
    /// <summary>Scale in the low nibble, minimum in the high one.</summary>
    public Bytes16 Scales;

    /// <summary>Four elements a byte: bits 2k, 2k+1 of bytes 0…31 hold elements 32k…32k+31 of the first half.</summary>
    public Bytes64 Quants;

    /// <summary>Scale of the scales.</summary>
    public Half Scale;

    /// <summary>Scale of the minima.</summary>
    public Half Minimum;
}

/// <summary>Groups of 16: <c>w = Scale · (s[g] − 32) · (q − 4)</c>. Layout: GGUF specification, 110 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ3_K
{
    /// <summary>Third bits: bit k of byte l belongs to element 32k + l.</summary>
    public Bytes32 HighBits;

    /// <summary>Lower two bits, laid out like Q2_K.</summary>
    public Bytes64 Quants;

    /// <summary>Sixteen 6-bit scales: low nibbles in bytes 0…7, upper bits in bytes 8…11.</summary>
    public Bytes12 Scales;

    /// <summary>Scale of the scales.</summary>
    public Half Scale;
}

/// <summary>Groups of 32: <c>w = Scale · s[g] · q − Minimum · m[g]</c>. Layout: GGUF specification, 144 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ4_K
{
    /// <summary>Scale of the scales.</summary>
    public Half Scale;

    /// <summary>Scale of the minima.</summary>
    public Half Minimum;

    /// <summary>Eight 6-bit scales and eight 6-bit minima.</summary>
    public Bytes12 Scales;

    /// <summary>Bytes 32k…32k+31: low nibbles are group 2k, high ones group 2k+1.</summary>
    public Bytes128 Quants;
}

/// <summary>Like Q4_K with a fifth bit. Layout: GGUF specification, 176 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ5_K
{
    /// <summary>Scale of the scales.</summary>
    public Half Scale;

    /// <summary>Scale of the minima.</summary>
    public Half Minimum;

    /// <summary>Eight 6-bit scales and eight 6-bit minima.</summary>
    public Bytes12 Scales;

    /// <summary>Fifth bits: bit g of byte l belongs to element l of group g.</summary>
    public Bytes32 HighBits;

    /// <summary>Lower four bits, laid out like Q4_K.</summary>
    public Bytes128 Quants;
}

/// <summary>Groups of 16: <c>w = Scale · Scales[g] · (q − 32)</c>. Layout: GGUF specification, 210 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ6_K
{
    /// <summary>Lower four bits.</summary>
    public Bytes128 Low;

    /// <summary>Upper two bits.</summary>
    public Bytes64 High;

    /// <summary>Scales of the groups.</summary>
    public SBytes16 Scales;

    /// <summary>Scale of the scales.</summary>
    public Half Scale;
}
