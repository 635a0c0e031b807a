namespace Xinference.Testing;

/// <summary>Holds a generated text against the committed file that shows it.</summary>
public static class Golden
{
    /// <summary>
    /// Fails when the file at <paramref name="path"/> differs from <paramref name="actual"/>, naming the first line that does;
    /// with <c>UPDATE_GOLDEN=1</c> in the environment it writes the file instead.
    /// </summary>
    public static void Matches(string path, string actual)
    {
        actual = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        string name = Path.GetRelativePath(RepoFiles.Root, path);
        Assert.True(File.Exists(path), $"{name} is missing; UPDATE_GOLDEN=1 writes it");
        string[] expectedLines = File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n');
        string[] actualLines = actual.Split('\n');
        for (int i = 0; i < Math.Max(expectedLines.Length, actualLines.Length); i++)
        {
            string committed = i < expectedLines.Length ? expectedLines[i] : "(end of file)";
            string now = i < actualLines.Length ? actualLines[i] : "(end of file)";
            Assert.True(committed == now, $"{name} is out of date at line {i + 1}; UPDATE_GOLDEN=1 rewrites it.\n  committed: {committed}\n  now:       {now}");
        }
    }
}
