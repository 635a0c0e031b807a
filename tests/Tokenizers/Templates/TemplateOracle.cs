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
        string folder = await NodePackages.InstallAsync(RepoFiles.Path("tests", "Tokenizers", "oracle"));
        return await RenderAsync("node", [Script("render.mjs"), folder], folder, cases, cancellation);
    }

    /// <summary>The outcomes of Jinja2 (Debian's python3-jinja2), set up as transformers does.</summary>
    public static async Task<JsonArray> RenderWithPythonAsync(IEnumerable<TemplateCase> cases, CancellationToken cancellation)
    {
        string folder = Directory.CreateDirectory(RepoFiles.Path("artifacts", "template-oracle")).FullName;
        ProgramOutcome import = await ForeignProgram.RunAsync(SystemPython, folder, "-c", "import jinja2");
        Assert.SkipUnless(import.ExitCode == 0, "needs the package python3-jinja2");
        return await RenderAsync(SystemPython, [Script("render.py")], folder, cases, cancellation);
    }

    private static string Script(string name) => RepoFiles.Path("tests", "Tokenizers", "oracle", name);

    private static async Task<JsonArray> RenderAsync(
        string program, string[] arguments, string folder, IEnumerable<TemplateCase> cases, CancellationToken cancellation)
    {
        string file = Path.Combine(folder, $"cases-{Guid.NewGuid():N}.json");
        JsonArray list = [.. cases.Select(item => new JsonObject { ["template"] = item.Template, ["variables"] = item.Variables.DeepClone() })];
        await File.WriteAllTextAsync(file, list.ToJsonString(), cancellation);
        ProgramOutcome rendered = await ForeignProgram.RunAsync(program, folder, [.. arguments, file]);
        File.Delete(file);
        Assert.True(rendered.ExitCode == 0, $"the oracle failed: {rendered.Error}");
        return JsonNode.Parse(rendered.Output)!.AsArray();
    }
}
