using System.ComponentModel;
using System.Diagnostics;

namespace Xinference.Testing;

/// <summary>What a program of somebody else's gave.</summary>
public sealed record ProgramOutcome(int ExitCode, string Output, string Error);

/// <summary>Runs programs that are not ours, such as node and the reference renderers.</summary>
public static class ForeignProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program to its end; skips the running test where it is not installed.</summary>
    public static async Task<ProgramOutcome> RunAsync(string program, string folder, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process? process = TryStart(start);
        Assert.SkipWhen(process is null, $"needs {program}");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            Task<string> output = process!.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process!.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
