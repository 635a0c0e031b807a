namespace Xinference.Kernels.Attention;

/// <summary>How many rows of queries a product takes side by side; each row runs the same operations whatever the count.</summary>
internal interface IRowCount
{
    static abstract int Count { get; }
}

/// <summary>One row.</summary>
internal readonly struct OneRow : IRowCount
{
    public static int Count => 1;
}

/// <summary>Two rows.</summary>
internal readonly struct TwoRows : IRowCount
{
    public static int Count => 2;
}

/// <summary>Four rows.</summary>
internal readonly struct FourRows : IRowCount
{
    public static int Count => 4;
}
