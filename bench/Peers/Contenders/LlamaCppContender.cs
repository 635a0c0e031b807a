using System.Text.Json.Nodes;
using Xinference.Peers.Cases;
using Xinference.Peers.Results;
using Xinference.Peers.Running;

namespace Xinference.Peers.Contenders;

/// <summary>llama.cpp's prebuilt library through the npm package node-llama-cpp; it reads the same file.</summary>
internal sealed class LlamaCppContender : IContender
{
    private const string Script = "run.mjs";
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);
    private static readonly string[] Sources = ["package.json", "package-lock.json", Script];
    private readonly string _folder = Path.Combine(Checkout.Artifacts, "peers", "llama");

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        string installed = Path.Combine(_folder, "installed-lock.json");
        foreach (string source in Sources)
        {
            File.Copy(Checkout.PathOf("bench", "Peers", "llama", source), Path.Combine(_folder, source), overwrite: true);
        }

        string wanted = Path.Combine(_folder, "package-lock.json");
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed, cancellationToken) == await File.ReadAllTextAsync(wanted, cancellationToken))
        {
            return;
        }

        string npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        await ChildProcess.RunAsync(
            npm,
            ["install", "--ignore-scripts", "--no-audit", "--no-fund"], // "ci" refuses the lock: npm leaves other systems' packages out of it
            InstallLimit,
            cancellationToken,
            _folder,
            new Dictionary<string, string> { ["NODE_LLAMA_CPP_SKIP_DOWNLOAD"] = "1" });
        File.Copy(wanted, installed, overwrite: true);
    }

    public ModelFile? FileFor(BenchCase one) => one.Model;

    public async Task<Measures> RunAsync(BenchCase one, string? model, int threads, CancellationToken cancellationToken)
    {
        Workload work = one.Workload;
        bool batches = work.Batches.Count > 0;
        var job = new JsonObject
        {
            ["model"] = model,
            ["threads"] = threads,
            ["context"] = work.Context,
            ["lengths"] = batches ? new JsonArray() : Numbers(work.Lengths),
            ["generate"] = work.Generate,
            ["batches"] = Numbers(work.Batches),
            ["batchPrompt"] = work.Lengths[0],
            ["flash"] = one.Figure == Figure.Load ? true : null,
        };
        string json = await ChildProcess.RunAsync("node", [Script, job.ToJsonString()], Limit, cancellationToken, _folder);
        return Measures.Read(json, one.Figure);
    }

    private static JsonArray Numbers(IEnumerable<int> numbers) => [.. numbers.Select(number => JsonValue.Create(number))];
}
