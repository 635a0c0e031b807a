using System.Diagnostics;
using System.Text.Json.Nodes;
using Xinference.Testing;

namespace Xinference.Tokenizers.Tests.Templates;

/// <summary>Runs the two reference renderers; skips the running test where one cannot be had.</summary>
internal static class TemplateOracle
{
    private const string SystemPython = "/usr/bin/python3";

    /// <summary>The outcomes of <c>@huggingface/jinja</c> under node.</summary>
    public static async Task<JsonArray> RenderWithNodeAsync(IEnumerable<TemplateCase> cases, CancellationToken cancellation)
    {
        string folder = await InstallAsync(cancellation);
        return await RenderAsync("node", [Script("render.mjs"), folder], folder, cases, cancellation);
    }

    /// <summary>The outcomes of Jinja2 (Debian's python3-jinja2), set up as transformers does.</summary>
    public static async Task<JsonArray> RenderWithPythonAsync(IEnumerable<TemplateCase> cases, CancellationToken cancellation)
    {
        string folder = Directory.CreateDirectory(RepoFiles.Path("artifacts", "template-oracle")).FullName;
        (int code, _, _) = await RunAsync(SystemPython, folder, ["-c", "import jinja2"], cancellation);
        Assert.SkipUnless(code == 0, "needs the package python3-jinja2");
        return await RenderAsync(SystemPython, [Script("render.py")], folder, cases, cancellation);
    }

    private static string Script(string name) => RepoFiles.Path("tests", "Tokenizers", "oracle", name);

    private static async Task<JsonArray> RenderAsync(
        string program, string[] arguments, string folder, IEnumerable<TemplateCase> cases, CancellationToken cancellation)
    {
        string file = Path.Combine(folder, $"cases-{Guid.NewGuid():N}.json");
        JsonArray list = [.. cases.Select(item => new JsonObject { ["template"] = item.Template, ["variables"] = item.Variables.DeepClone() })];
        await File.WriteAllTextAsync(file, list.ToJsonString(), cancellation);
        (int code, string output, string error) = await RunAsync(program, folder, [.. arguments, file], cancellation);
        File.Delete(file);
        Assert.True(code == 0, $"the oracle failed: {error}");
        return JsonNode.Parse(output)!.AsArray();
    }

    private static async Task<string> InstallAsync(CancellationToken cancellation)
    {
        string folder = RepoFiles.Path("artifacts", "template-oracle");
        if (Directory.Exists(Path.Combine(folder, "node_modules", "@huggingface", "jinja")))
        {
            return folder;
        }

        Directory.CreateDirectory(folder);
        foreach (string name in (string[])["package.json", "package-lock.json"])
        {
            File.Copy(RepoFiles.Path("tests", "Tokenizers", "oracle", name), Path.Combine(folder, name), overwrite: true);
        }

        (int code, _, string error) = await RunAsync("npm", folder, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cancellation);
        Assert.SkipUnless(code == 0, $"npm could not install the oracle: {error}");
        return folder;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(
        string program, string folder, string[] arguments, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output, await error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"needs {program}");
            throw;
        }
    }
}
