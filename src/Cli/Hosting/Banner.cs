using Xinference.Kernels;
using Xinference.Loading;

namespace Xinference.Cli.Hosting;

/// <summary>What a person sees when the server is ready.</summary>
internal static class Banner
{
    public static void Print(string address, string uid, LoadedModel model)
    {
        ModelSummary summary = model.Summary;
        string shortened = summary.ContextLength < summary.ModelContextLength
            ? $" (shortened from {summary.ModelContextLength} to fit memory)"
            : "";
        Console.WriteLine(
            $$"""

            Xinference is ready on {{address}}
              model    {{uid}}: {{summary.Architecture}}, {{summary.Parameters / 1e6:0.#}} M parameters, {{summary.WeightType}}, {{ByteSize.Format(summary.WeightBytes)}}, loaded in {{summary.LoadTime.TotalMilliseconds:0}} ms
              context  {{summary.ContextLength}} tokens{{shortened}}, {{ByteSize.Format(summary.KvCacheBytes)}} of {{summary.KvType}} keys and values
              cpu      {{CpuFeatures.Detect()}}
              kernels  {{summary.Kernels}}, {{summary.Threads}} threads

            Try it:
              curl {{address}}/v1/chat/completions -H 'Content-Type: application/json' \
                -d '{"model": "{{uid}}", "messages": [{"role": "user", "content": "Hello! Who are you?"}]}'

            Ctrl-C stops the server; running requests may finish first.
            """);
    }
}
