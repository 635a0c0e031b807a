using System.Globalization;
using Xinference.Kernels.Ceiling;
using Xinference.Loading;
using Xinference.Loading.Profiling;

namespace Xinference.Cli.Inspection;

/// <summary>Prints where the time of a step goes, for people.</summary>
internal static class ProfileTables
{
    private static readonly string[] Columns =
    [
        "call", "with", ">times", ">ms", ">of time", ">bytes", ">GB/s", ">of reading", ">Mops", ">GOPS", ">of peak",
    ];

    public static void Print(string model, ProgramProfile profile, bool detail)
    {
        MachineCeiling ceiling = profile.Ceiling;
        Console.WriteLine($"{model}: {profile.Kernels} kernels, {ceiling.Threads} threads");
        foreach (PhaseProfile phase in profile.Phases)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"\n{phase.Name}: {phase.Tokens} token{(phase.Tokens == 1 ? "" : "s")} after {phase.Context}, {phase.Seconds * 1e3:F2} ms, {phase.Tokens / Math.Max(phase.Seconds, 1e-9):F1} token/s"));
            IReadOnlyList<ProfileRow> rows = detail ? ProfileRow.Each(phase, ceiling) : ProfileRow.Kinds(phase, ceiling);
            WideTable.Print(Columns, rows.Append(ProfileRow.MatrixProducts(phase, ceiling)).Append(ProfileRow.Total(phase, ceiling)).Select(Cells));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"machine: reads {ceiling.ReadBandwidth / 1e9:F1} GB/s, {ceiling.IntegerPeak / 1e9:F0} GOPS int8 ({ceiling.IntegerMethod}), {ceiling.FloatPeak / 1e9:F0} GFLOPS"));
    }

    private static string[] Cells(ProfileRow row) =>
    [
        row.Name,
        row.Detail,
        Show(row.Calls, "F0"),
        Show(row.Seconds * 1e3, "F3"),
        Show(row.ShareOfTime, "P1"),
        ByteSize.Format(row.Bytes),
        Show(row.Bandwidth / 1e9, "F1"),
        Show(row.ShareOfBandwidth, "P0"),
        Show(row.Operations / 1e6, "F1"),
        Show(row.Speed / 1e9, "F1"),
        Show(row.ShareOfPeak, "P1"),
    ];

    private static string Show(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
