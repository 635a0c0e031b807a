namespace Xinference.Compiler;

/// <summary>One kernel call of a program.</summary>
/// <param name="Name">What it does, such as <c>norm+quantize</c> or <c>linear×3</c>.</param>
/// <param name="Detail">With what: weight types and shapes of matrix products, <c>inputs→outputs</c>; else empty.</param>
public readonly record struct ProgramCall(string Name, string Detail)
{
    /// <summary>What the names of matrix products begin with.</summary>
    public const string Linear = "linear";

    /// <summary>Whether it is a matrix product.</summary>
    public bool IsLinear => Name.StartsWith(Linear, StringComparison.Ordinal);
}

/// <summary>What a call has to do in one step.</summary>
/// <param name="Bytes">Bytes read and written, each place once: weights, keys and values, activations.</param>
/// <param name="IntegerOperations">Multiplications and additions of 8-bit integers.</param>
/// <param name="FloatOperations">Multiplications, additions and the like of floats.</param>
public readonly record struct CallWork(long Bytes, long IntegerOperations, long FloatOperations)
{
    /// <summary>Sum of both.</summary>
    public static CallWork operator +(CallWork a, CallWork b) =>
        new(a.Bytes + b.Bytes, a.IntegerOperations + b.IntegerOperations, a.FloatOperations + b.FloatOperations);

    /// <summary>Sum of both.</summary>
    public static CallWork Add(CallWork left, CallWork right) => left + right;
}
