using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Xinference.Peers.Running;

/// <summary>Runs a program to its end; when cancelled or late it is ended with all its children.</summary>
public static class ChildProcess
{
    private const int ShownLines = 5;

    /// <summary>Runs a program and gives what it wrote to standard output.</summary>
    /// <param name="file">The program.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="folder">Where it runs; null: here.</param>
    /// <param name="variables">Added to its environment.</param>
    /// <exception cref="BenchException">It is missing, failed, or took too long.</exception>
    public static async Task<string> RunAsync(
        string file,
        IReadOnlyList<string> args,
        TimeSpan limit,
        CancellationToken cancellationToken,
        string? folder = null,
        IReadOnlyDictionary<string, string>? variables = null)
    {
        using Process process = Start(file, args, folder, variables);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            throw new BenchException($"{Name(file, args)} did not end within {limit.TotalMinutes:0.#} minutes");
        }

        return process.ExitCode == 0
            ? await output
            : throw new BenchException($"{Name(file, args)} ended with exit code {process.ExitCode}: {Telling(await error, await output)}");
    }

    private static Process Start(string file, IReadOnlyList<string> args, string? folder, IReadOnlyDictionary<string, string>? variables)
    {
        var start = new ProcessStartInfo(file, args)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception)
        {
            throw new BenchException($"{file} is missing: install it and put it on PATH");
        }
    }

    private static string Name(string file, IReadOnlyList<string> args) =>
        $"{Path.GetFileName(file)} {(args.Count == 0 ? "" : Path.GetFileName(args[0]))}".Trim();

    // what went wrong stands where the word does; else at the end
    private static string Telling(params IEnumerable<string> texts)
    {
        string[] lines = [.. texts.SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        string[] faults = [.. lines.Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase) && line.Length > "npm error".Length)];
        string[] shown = [.. faults.Length > 0 ? faults.Take(ShownLines) : lines.TakeLast(ShownLines)];
        return shown.Length == 0 ? "it said nothing" : string.Join(" | ", shown);
    }
}
