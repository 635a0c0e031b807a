using System.Runtime.InteropServices;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>What an emitted product is called with; one pointer to it, so that calling conventions hardly matter.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PanelCall
{
    /// <summary>First panel; the others follow.</summary>
    public byte* Weights;

    /// <summary>Groups of the first token.</summary>
    public byte* X;

    /// <summary>Output of the first token and row.</summary>
    public float* Y;

    /// <summary>Bytes from one token's groups to the next.</summary>
    public long XStride;

    /// <summary>Bytes from one token's output to the next.</summary>
    public long YStride;

    /// <summary>Groups, or super-blocks, of a row.</summary>
    public long Blocks;

    /// <summary>Panels, ≥ 1.</summary>
    public long Panels;

    /// <summary>Which rows of the last panel are written, one bit each.</summary>
    public long LastRows;
}
