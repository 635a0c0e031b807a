namespace Xinference.Peers.Results;

/// <summary>Median and extremes of repeated measurements.</summary>
public readonly record struct Median(double Value, double Minimum, double Maximum)
{
    /// <exception cref="ArgumentException">There are none.</exception>
    public static Median Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("a median needs values", nameof(values));
        }

        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new(median, sorted[0], sorted[^1]);
    }
}
