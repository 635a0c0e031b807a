namespace Xinference.Kernels;

/// <summary>How weight matrices are kept in memory.</summary>
public enum WeightStorage
{
    /// <summary>As the file stores them.</summary>
    None,

    /// <summary>Those of floats as 8-bit integers in groups of 32 with a half-precision scale (Q8_0); others as stored.</summary>
    Int8,
}
