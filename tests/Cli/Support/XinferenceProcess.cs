using System.Diagnostics;
using System.Text;
using Xinference.Testing;

namespace Xinference.Cli.Tests.Support;

/// <summary>What a run of the program gave.</summary>
internal sealed record Outcome(int ExitCode, string Out, string Error)
{
    /// <summary>Fails unless the program ended with one clear line on standard error and nothing on standard output.</summary>
    public void IsFault(int exitCode, params IEnumerable<string> said)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, not {exitCode}; standard error:\n{Error}");
        Assert.Empty(Out.Trim());
        string line = Assert.Single(Error.Trim().Split('\n'), l => !l.StartsWith("see: ", StringComparison.Ordinal));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.All(said, part => Assert.Contains(part, line, StringComparison.Ordinal));
    }

    /// <summary>Standard output of a run that must have gone well and have said nothing else.</summary>
    public string Success()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}; standard error:\n{Error}");
        Assert.Empty(Error);
        return Out;
    }
}

/// <summary>The real program as a process of its own; disposing ends it.</summary>
internal sealed class XinferenceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly TextWatch _out = new();
    private readonly TextWatch _error = new();
    private readonly Task _reading;

    private XinferenceProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(_out.ReadAsync(_process.StandardOutput), _error.ReadAsync(_process.StandardError));
    }

    /// <summary>The program that was built together with these tests.</summary>
    public static string Dll => RepoFiles.Path("artifacts", "bin", "Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\')), "xinference.dll");

    /// <summary>Runs a command line to its end.</summary>
    public static Task<Outcome> RunAsync(ModelFolder models, params string[] args) => RunAsync(models, [], "", args);

    /// <summary>Runs a command line with variables and standard input to its end.</summary>
    public static async Task<Outcome> RunAsync(
        ModelFolder models, Dictionary<string, string> variables, string input, params string[] args)
    {
        await using XinferenceProcess program = Start(models, variables, args);
        await program._process.StandardInput.WriteAsync(input);
        program._process.StandardInput.Close();
        return await program.EndAsync();
    }

    /// <summary>Runs a line of the shell, in which <c>$XINFERENCE</c> is the program.</summary>
    public static async Task<Outcome> RunShellAsync(ModelFolder models, string line)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        await using var program = new XinferenceProcess(Describe("/bin/sh", models, new() { ["XINFERENCE"] = $"{Dotnet} {Dll}" }, ["-c", line]));
        program._process.StandardInput.Close();
        return await program.EndAsync();
    }

    /// <summary>Starts a command line.</summary>
    public static XinferenceProcess Start(ModelFolder models, params string[] args) => Start(models, [], args);

    /// <summary>Starts a command line with variables.</summary>
    public static XinferenceProcess Start(ModelFolder models, Dictionary<string, string> variables, params string[] args) =>
        new(Describe(Dotnet, models, variables, [Dll, .. args]));

    /// <summary>Standard output as soon as it meets a condition.</summary>
    public Task<string> OutputAsync(string what, Func<string, bool> condition) => WatchAsync(_out, what, condition);

    /// <summary>Standard error as soon as it meets a condition.</summary>
    public Task<string> ErrorAsync(string what, Func<string, bool> condition) => WatchAsync(_error, what, condition);

    /// <summary>Sends a signal such as <c>INT</c>.</summary>
    public async Task SignalAsync(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        using Process kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for the end.</summary>
    public async Task<Outcome> EndAsync()
    {
        try
        {
            await Task.WhenAll(_process.WaitForExitAsync(), _reading).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"waited {Patience} for the program to end; it said:\n{_out.Text}\n{_error.Text}");
        }

        return new(_process.ExitCode, _out.Text, _error.Text);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string Dotnet =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static ProcessStartInfo Describe(string file, ModelFolder models, Dictionary<string, string> variables, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(file, args)
        {
            WorkingDirectory = models.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("XINFERENCE_API_KEY");
        start.Environment.Remove("XINFERENCE_CPU");
        start.Environment["XINFERENCE_HOME"] = models.Home;
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task<string> WatchAsync(TextWatch watch, string what, Func<string, bool> condition)
    {
        try
        {
            (string text, bool met) = await watch.WaitForAsync(condition).WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.True(met, $"the program ended without {what}; it said:\n{_out.Text}\n{_error.Text}");
            return text;
        }
        catch (TimeoutException)
        {
            Assert.Fail($"waited {Patience} for {what}; the program said:\n{_out.Text}\n{_error.Text}");
            throw;
        }
    }
}
