namespace Xinference.Formats.Tests.Support;

internal static class Faults
{
    /// <summary>Opening must fail in the one documented way, with a message that names the path and each of the words.</summary>
    public static void Expect(string path, Func<object> open, params string[] words)
    {
        var fault = Assert.Throws<WeightFileException>(() => (open() as IDisposable)?.Dispose());
        Assert.Equal(path, fault.Path);
        Assert.StartsWith(path, fault.Message, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, fault.Message, StringComparison.Ordinal));
    }

    /// <summary>Whether a file opens, or fails in the one documented way; anything else is thrown on.</summary>
    public static bool OpensOrFaults(string path)
    {
        try
        {
            using IWeightFile file = WeightFile.Open(path);
            foreach (string name in file.Tensors.Keys)
            {
                file.Open(name);
            }
        }
        catch (WeightFileException)
        {
            // as good as opening it
        }

        return true;
    }
}
