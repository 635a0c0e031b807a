using System.ComponentModel;
using System.Diagnostics;
using Xinference.Serving.Tests;
using Xinference.Testing;

namespace Xinference.Api.Tests;

/// <summary>OpenAI's own Node client against the server: <c>npm/script.mjs</c> makes the calls and the checks.</summary>
public class OpenAiNodeClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task The_script_runs_through()
    {
        string folder = await InstallAsync();
        await using TestServer server = await TestServer.StartAsync(
            new ApiOptions { ApiKey = "the key" }, TestModel.Over(TestModel.Saying("hello wé")));
        (int code, string output) = await RunAsync(
            "node", ["script.mjs", new Uri(server.Address, "/v1").ToString(), "the key", $"{TestModel.Ids("hello wé").Count + 1}"], folder);
        Assert.True(code == 0, output);
        Assert.EndsWith("ok", output.TrimEnd(), StringComparison.Ordinal);
    }

    /// <summary>A folder under artifacts/ with the script and its packages; installed once per lock file.</summary>
    private static async Task<string> InstallAsync()
    {
        Assert.SkipUnless(await HasAsync("node") && await HasAsync("npm"), "needs node and npm on the path");
        string folder = Directory.CreateDirectory(RepoFiles.Path("artifacts", "npm", "Api.Tests")).FullName;
        string lockFile = Path.Combine(folder, "package-lock.json");
        string wanted = await File.ReadAllTextAsync(RepoFiles.Path("tests", "Api", "npm", "package-lock.json"));
        bool installed = File.Exists(Path.Combine(folder, "node_modules", "openai", "package.json"))
            && File.Exists(lockFile)
            && await File.ReadAllTextAsync(lockFile) == wanted;
        foreach (string file in new[] { "package.json", "package-lock.json", "script.mjs" })
        {
            File.Copy(RepoFiles.Path("tests", "Api", "npm", file), Path.Combine(folder, file), overwrite: true);
        }

        if (!installed)
        {
            (int code, string output) = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder);
            Assert.SkipUnless(code == 0, $"npm could not install the client: {output}");
        }

        return folder;
    }

    private static async Task<bool> HasAsync(string program)
    {
        try
        {
            return (await RunAsync(program, ["--version"], RepoFiles.Root)).Code == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, string folder)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await errors + await output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
