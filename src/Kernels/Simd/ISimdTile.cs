using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>Positions of a tile that are seen, both included.</summary>
internal readonly record struct TileSpan(int First, int Last);

/// <summary>What attention does with one tile of sixteen positions of a head.</summary>
internal unsafe interface ISimdTile
{
    /// <summary>Dot products with the keys of a span; the other scores may hold anything or stay as they are.</summary>
    static abstract void Score(float* q, byte* keys, int length, TileSpan span, float* scores);

    /// <summary><c>sums = sums · shrink + Σ weight · value</c> over a span, in vectors of sixteen elements. May change the weights.</summary>
    static abstract void AddValues(byte* values, int length, TileSpan span, float* weights, float shrink, Vector512<float>* sums);
}
