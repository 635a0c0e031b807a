using System.Diagnostics;
using System.Globalization;

namespace Xinference.PeerWeights;

/// <summary>The one line a peer prints.</summary>
internal static class PeerReport
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Milliseconds since this process began.</summary>
    public static double SinceStart => (DateTime.UtcNow - Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalMilliseconds;

    public static void Print(string name, double value) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"{{name}}":{{value:R}},"peak_rss_mb":{{Process.GetCurrentProcess().PeakWorkingSet64 / Mebibyte:F0}}}"""));
}
