using Xinference.Kernels.Ceiling;
using Xinference.Loading.Profiling;

namespace Xinference.Cli.Inspection;

/// <summary>Kernel calls of one kind, or several kinds together, beside what the machine can do.</summary>
internal sealed class ProfileRow
{
    private readonly MachineCeiling _ceiling;
    private readonly double _stepSeconds;

    private ProfileRow(string name, string detail, IReadOnlyList<CallProfile> calls, PhaseProfile phase, MachineCeiling ceiling)
    {
        (Name, Detail, Calls) = (name, detail, calls.Count);
        _ceiling = ceiling;
        _stepSeconds = phase.Seconds;
        Seconds = calls.Sum(call => call.Seconds);
        Bytes = calls.Sum(call => call.Bytes);
        IntegerOperations = calls.Sum(call => call.IntegerOperations);
        FloatOperations = calls.Sum(call => call.FloatOperations);
    }

    public string Name { get; }

    public string Detail { get; }

    public int Calls { get; }

    public double Seconds { get; }

    public long Bytes { get; }

    public long IntegerOperations { get; }

    public long FloatOperations { get; }

    public long Operations => IntegerOperations + FloatOperations;

    public double ShareOfTime => _stepSeconds > 0 ? Seconds / _stepSeconds : 0;

    /// <summary>Bytes per second.</summary>
    public double Bandwidth => Rate(Bytes);

    /// <summary>Operations per second.</summary>
    public double Speed => Rate(Operations);

    public double ShareOfBandwidth => Bandwidth / _ceiling.ReadBandwidth;

    /// <summary>The time that integers and floats would take at their peaks, over the time taken.</summary>
    public double ShareOfPeak => (Rate(IntegerOperations) / _ceiling.IntegerPeak) + (Rate(FloatOperations) / _ceiling.FloatPeak);

    /// <summary>One row for each kind of call, in the order in which they first come.</summary>
    public static IReadOnlyList<ProfileRow> Kinds(PhaseProfile phase, MachineCeiling ceiling) =>
        [.. phase.Calls.GroupBy(call => (call.Name, call.Detail)).Select(g => new ProfileRow(g.Key.Name, g.Key.Detail, [.. g], phase, ceiling))];

    /// <summary>One row for each call.</summary>
    public static IReadOnlyList<ProfileRow> Each(PhaseProfile phase, MachineCeiling ceiling) =>
        [.. phase.Calls.Select(call => new ProfileRow(call.Name, call.Detail, [call], phase, ceiling))];

    /// <summary>All matrix products.</summary>
    public static ProfileRow MatrixProducts(PhaseProfile phase, MachineCeiling ceiling) =>
        new("matrix products", "", [.. phase.Calls.Where(call => call.IsLinear)], phase, ceiling);

    /// <summary>All calls.</summary>
    public static ProfileRow Total(PhaseProfile phase, MachineCeiling ceiling) => new("total", "", phase.Calls, phase, ceiling);

    private double Rate(long amount) => Seconds > 0 ? amount / Seconds : 0;
}
