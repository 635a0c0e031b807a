namespace Xinference.Kernels.Tests;

/// <summary>Comparisons that name the element at fault.</summary>
internal static class Same
{
    /// <summary>The same bits; any NaN is as good as another.</summary>
    public static void Bits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = BitConverter.SingleToUInt32Bits(expected[i]) == BitConverter.SingleToUInt32Bits(actual[i]);
            if (!same && !(float.IsNaN(expected[i]) && float.IsNaN(actual[i])))
            {
                Assert.Fail($"{what}: element {i} is {actual[i]:G9}, not {expected[i]:G9}");
            }
        }
    }

    /// <summary>Within a bound of each other; NaNs and infinities must agree.</summary>
    public static void Within(double expected, double actual, double bound, string what)
    {
        bool same = expected.Equals(actual) || Math.Abs(expected - actual) <= bound;
        Assert.True(same, $"{what}: {actual:G9} is further than {bound:G3} from {expected:G9}");
    }
}
