using System.Runtime.CompilerServices;

namespace Xinference.Tensors;

/// <summary>4 unsigned bytes in a row, part of a block.</summary>
[InlineArray(4)]
public struct Bytes4
{
    private byte _first;
}

/// <summary>12 unsigned bytes in a row, part of a block.</summary>
[InlineArray(12)]
public struct Bytes12
{
    private byte _first;
}

/// <summary>16 unsigned bytes in a row, part of a block.</summary>
[InlineArray(16)]
public struct Bytes16
{
    private byte _first;
}

/// <summary>32 unsigned bytes in a row, part of a block.</summary>
[InlineArray(32)]
public struct Bytes32
{
    private byte _first;
}

/// <summary>64 unsigned bytes in a row, part of a block.</summary>
[InlineArray(64)]
public struct Bytes64
{
    private byte _first;
}

/// <summary>128 unsigned bytes in a row, part of a block.</summary>
[InlineArray(128)]
public struct Bytes128
{
    private byte _first;
}

/// <summary>16 signed bytes in a row, part of a block.</summary>
[InlineArray(16)]
public struct SBytes16
{
    private sbyte _first;
}

/// <summary>32 signed bytes in a row, part of a block.</summary>
[InlineArray(32)]
public struct SBytes32
{
    private sbyte _first;
}
