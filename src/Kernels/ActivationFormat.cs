namespace Xinference.Kernels;

/// <summary>How a matrix product reads its activations.</summary>
public enum ActivationFormat
{
    /// <summary><c>[Columns]</c> floats.</summary>
    F32,

    /// <summary>Groups of 32 integers of eight bits with a scale: <see cref="QuantizedGroup"/>.</summary>
    Int8,
}

/// <summary>Sizes of activations in memory.</summary>
public static class ActivationFormats
{
    /// <summary>Floats, or units of four bytes, that a row of <paramref name="columns"/> activations takes.</summary>
    public static int RowFloats(this ActivationFormat format, int columns) => format switch
    {
        ActivationFormat.F32 => columns,
        ActivationFormat.Int8 => QuantizedGroup.RowBytes(columns) / sizeof(float),
    };
}
