namespace Xinference.House.Tests;

internal static class Findings
{
    /// <summary>Fails with every finding in full, one a line.</summary>
    internal static void None(IEnumerable<string> findings)
    {
        string[] all = [.. findings];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}
