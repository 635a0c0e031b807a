using Xinference.Kernels;

namespace Xinference.Models;

/// <summary>Feed-forward blocks that are mixtures of experts. Shazeer et al. 2017.</summary>
public sealed record ExpertSpec
{
    /// <summary>How many there are, how many a token uses, and how these are chosen and weighted.</summary>
    public required Routing Routing { get; init; }

    /// <summary>Width inside an expert.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Width inside the expert that every token uses; 0: none.</summary>
    public int SharedSize { get; init; }

    /// <summary>First layers whose feed-forward block is a plain one.</summary>
    public int DenseLayers { get; init; }
}
