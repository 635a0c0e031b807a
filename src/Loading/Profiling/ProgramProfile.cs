using Xinference.Kernels.Ceiling;

namespace Xinference.Loading.Profiling;

/// <summary>What to measure.</summary>
/// <param name="Tokens">Tokens of the prompt, ≥ 1; null: <see cref="DefaultTokens"/>, fewer where the model's context is shorter.</param>
/// <param name="DecodeSteps">Steps of one token after it, ≥ 1.</param>
/// <param name="Prefills">How often the prompt is read, ≥ 1.</param>
public sealed record ProfileSettings(int? Tokens = null, int DecodeSteps = 16, int Prefills = 3)
{
    /// <summary>Tokens where none are asked for.</summary>
    public const int DefaultTokens = 512;
}

/// <summary>Where the time of a model's steps goes, and what the machine could do at best.</summary>
/// <param name="Kernels">The rung.</param>
/// <param name="Ceiling">Measured in the same run, with the same threads.</param>
/// <param name="Phases">Reading the prompt, then decoding.</param>
public sealed record ProgramProfile(string Kernels, MachineCeiling Ceiling, IReadOnlyList<PhaseProfile> Phases);

/// <summary>Steps of one kind.</summary>
/// <param name="Name"><c>prefill</c> or <c>decode</c>.</param>
/// <param name="Tokens">Tokens of a step.</param>
/// <param name="Context">Positions before its first token.</param>
/// <param name="Calls">All kernel calls, in order.</param>
public sealed record PhaseProfile(string Name, int Tokens, int Context, IReadOnlyList<CallProfile> Calls)
{
    /// <summary>Time of a step: the sum of its calls.</summary>
    public double Seconds => Calls.Sum(call => call.Seconds);
}

/// <summary>One kernel call.</summary>
/// <param name="Name">What it does, such as <c>norm+quantize</c> or <c>linear×3</c>.</param>
/// <param name="Detail">With what: weight types and shapes; may be empty.</param>
/// <param name="IsLinear">Whether it is a matrix product.</param>
/// <param name="Bytes">Bytes read and written, each place once: weights, keys and values, activations.</param>
/// <param name="IntegerOperations">Multiplications and additions of 8-bit integers.</param>
/// <param name="FloatOperations">Multiplications, additions and the like of floats.</param>
/// <param name="Seconds">Median of its times.</param>
public sealed record CallProfile(
    string Name, string Detail, bool IsLinear, long Bytes, long IntegerOperations, long FloatOperations, double Seconds);
