using System.Text.RegularExpressions;
using Xinference.Testing;

namespace Xinference.Api.Tests;

/// <summary>Compares with a committed file; <c>UPDATE_GOLDEN=1</c> rewrites it instead.</summary>
internal static partial class Golden
{
    public static async Task MatchesAsync(string actual, params string[] path)
    {
        string file = RepoFiles.Path(path);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, actual);
            return;
        }

        Assert.True(File.Exists(file), $"{file} is missing: run the test with UPDATE_GOLDEN=1 and commit it");
        Assert.Equal(await File.ReadAllTextAsync(file), actual, ignoreLineEndingDifferences: true);
    }

    /// <summary>The text with what differs from run to run blanked out.</summary>
    public static string Steady(string text) => Ids().Replace(text, "$1-ID");

    [GeneratedRegex("(chatcmpl|cmpl)-[0-9a-f]{32}")]
    private static partial Regex Ids();
}
