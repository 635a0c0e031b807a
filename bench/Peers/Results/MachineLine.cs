using System.Globalization;

namespace Xinference.Peers.Results;

/// <summary>The machine in one line: its processor and the ceilings that our engine measured in its runs.</summary>
public static class MachineLine
{
    /// <param name="processor">Its name and features.</param>
    /// <param name="runs">Runs of this machine.</param>
    public static string Of(string processor, IEnumerable<RunRecord> runs)
    {
        Measures[] measured = [.. runs.Select(run => run.Measures).OfType<Measures>().Where(m => m.ContainsKey(Measures.Machine("read_bandwidth_gbps")))];
        return measured.Length == 0 ? processor : string.Create(
            CultureInfo.InvariantCulture,
            $"{processor}, reads {Of(measured, "read_bandwidth_gbps"):F1} GB/s, {Of(measured, "integer_peak_gops"):F0} GOPS int8, {Of(measured, "float_peak_gflops"):F0} GFLOPS");
    }

    private static double Of(IEnumerable<Measures> runs, string field) => Median.Of(runs.Select(run => run[Measures.Machine(field)])).Value;
}
