using Iced.Intel;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>What a rung brings to the products of panels: its routines, and how many tokens they take at once.</summary>
internal interface IPanelRung
{
    /// <summary>The rung's name, part of the names of its routines.</summary>
    string Name { get; }

    /// <summary>
    /// Bytes of panels that stay in the second-level cache while all tokens pass over them, with room for the activations of a tile.
    /// </summary>
    long CacheBytes { get; }

    /// <summary>Most tokens of a routine.</summary>
    int MaxTokens(PanelLayout layout);

    /// <summary>Tokens of a tile when there are many.</summary>
    int TileTokens(PanelLayout layout);

    /// <summary>The routine for 1…<see cref="MaxTokens"/> tokens, not yet assembled; called with a pointer to a <see cref="PanelCall"/>.</summary>
    Assembler Emit(PanelLayout layout, int tokens);
}
