using System.Diagnostics;

namespace Xinference.Testing;

/// <summary>Named pipes, which no .NET call makes.</summary>
public static class NamedPipe
{
    /// <summary>Makes one that nobody writes to; skips the test where the system has none.</summary>
    public static string Make(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes among its files");
        using Process process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }
}
