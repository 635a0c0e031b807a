using System.Globalization;
using Xinference.Peers.Cases;
using Xinference.Peers.Results;
using Xinference.Peers.Running;

namespace Xinference.Peers.Contenders;

/// <summary>Our own engine: <c>xinference bench</c>.</summary>
/// <param name="kvType">How keys and values are kept; null: as the program does by itself.</param>
/// <param name="kernels">The rung of kernels to force; null: the best.</param>
internal sealed class XinferenceContender(string? kvType, string? kernels) : IContender
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        Programs.Xinference();
        return Task.CompletedTask;
    }

    public ModelFile? FileFor(BenchCase one) => one.Model;

    public async Task<Measures> RunAsync(BenchCase one, string? model, int threads, CancellationToken cancellationToken)
    {
        Dictionary<string, string> variables = kernels is null ? [] : new() { ["XINFERENCE_CPU"] = kernels };
        IEnumerable<string> args = one.Figure == Figure.Encoder ? Encoding(one.Workload, model, threads) : Generation(one.Workload, model, threads);
        string json = await ChildProcess.RunAsync(Programs.Dotnet, [.. args], Limit, cancellationToken, variables: variables);
        return Measures.Read(json, one.Figure);
    }

    private static IEnumerable<string> Encoding(Workload work, string? model, int threads) =>
    [
        Programs.Xinference(), "bench", "--format", "json", "--repetitions", "1",
        "--threads", Text(threads),
        "--sequences", Text(work.Texts.Count),
        "--quantize", "int8",
        "--model-path", model!,
    ];

    private List<string> Generation(Workload work, string? model, int threads)
    {
        List<string> args =
        [
            Programs.Xinference(), "bench", "--format", "json", "--repetitions", "1",
            "--threads", Text(threads),
            "--context-length", Text(work.Context),
            "--prompt-tokens", string.Join(',', work.Lengths),
            "--generate-tokens", Text(work.Generate),
        ];
        Add(args, "--model-path", model);
        Add(args, "--kv-type", kvType);
        Add(args, "--batch", work.Batches.Count == 0 ? null : string.Join(',', work.Batches));
        return args;
    }

    private static void Add(List<string> args, string option, string? value)
    {
        if (value is not null)
        {
            args.AddRange([option, value]);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
