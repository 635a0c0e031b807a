namespace Xinference.Fuzz;

/// <summary>The kept inputs, one folder for each target. They run as plain tests, too.</summary>
public static class Corpus
{
    /// <summary>The folder of a target's inputs, in the checkout this program was built from.</summary>
    public static string FolderOf(string target)
    {
        for (DirectoryInfo? dir = new(AppContext.BaseDirectory); dir is not null; dir = dir.Parent)
        {
            string folder = Path.Combine(dir.FullName, "tests", "Fuzz", "corpus", target);
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException($"no tests/Fuzz/corpus/{target} above {AppContext.BaseDirectory}");
    }

    /// <summary>All inputs of a target, by path.</summary>
    public static IEnumerable<string> InputsOf(string target) => Directory.GetFiles(FolderOf(target)).Order(StringComparer.Ordinal);
}
