namespace Xinference.Testing;

/// <summary>Packages of npm that tests run as references and clients, installed once for each lock file.</summary>
public static class NodePackages
{
    /// <summary>
    /// Installs what the lock file in <paramref name="source"/> names into a folder under <c>artifacts/</c>, copies the scripts beside it,
    /// and says where; skips the running test where node, npm or the packages cannot be had.
    /// </summary>
    public static async Task<string> InstallAsync(string source)
    {
        string folder = Path.Combine(RepoFiles.Path("artifacts", "npm"), Path.GetRelativePath(RepoFiles.Root, source).Replace(Path.DirectorySeparatorChar, '-'));
        string installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        bool fresh = File.Exists(installed)
            && File.ReadAllText(Path.Combine(folder, "package-lock.json")) == File.ReadAllText(Path.Combine(source, "package-lock.json"));
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        if (!fresh)
        {
            ProgramOutcome npm = await ForeignProgram.RunAsync("npm", folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            Assert.SkipUnless(npm.ExitCode == 0, $"npm could not install {Path.GetFileName(source)}: {npm.Error}");
        }

        return folder;
    }
}
