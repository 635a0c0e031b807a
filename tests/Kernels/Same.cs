using System.Runtime.InteropServices;

namespace Xinference.Kernels.Tests;

/// <summary>Comparisons that name the element at fault.</summary>
internal static class Same
{
    /// <summary>The same bits.</summary>
    public static void Bits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        ReadOnlySpan<uint> wanted = MemoryMarshal.Cast<float, uint>(expected);
        ReadOnlySpan<uint> found = MemoryMarshal.Cast<float, uint>(actual);
        int at = wanted.CommonPrefixLength(found);
        Assert.True(at == expected.Length && at == actual.Length, at < actual.Length ? $"{what}: element {at} is {actual[at]:G9}, not {expected[at]:G9}" : $"{what}: lengths differ");
    }

    /// <summary>Within a bound of each other; NaNs and infinities must agree.</summary>
    public static void Within(double expected, double actual, double bound, string what)
    {
        bool same = expected.Equals(actual) || Math.Abs(expected - actual) <= bound;
        Assert.True(same, $"{what}: {actual:G9} is further than {bound:G3} from {expected:G9}");
    }
}
