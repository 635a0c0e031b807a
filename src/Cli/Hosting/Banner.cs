using System.Globalization;
using System.Text.Json;
using Xinference.Kernels;
using Xinference.Loading;

namespace Xinference.Cli.Hosting;

/// <summary>What a person sees when the server is ready.</summary>
internal static class Banner
{
    private const long WorthHugePages = 64L << 20;

    public static void Print(string address, string uid, bool needsKey, LoadedModel model)
    {
        ModelSummary summary = model.Summary;
        string shortened = summary.ContextLength < summary.ModelContextLength ? $" of the model's {summary.ModelContextLength}" : "";
        string parameters = string.Create(CultureInfo.InvariantCulture, $"{summary.Parameters / 1e6:0.#} M");
        Console.WriteLine(
            $"""

            Xinference is ready on {address}
              model    {uid}: {summary.Architecture}, {parameters} parameters, {summary.WeightType}, {ByteSize.Format(summary.WeightBytes)}, loaded in {summary.LoadTime.TotalMilliseconds:0} ms
              context  {summary.ContextLength} tokens{shortened}, {ByteSize.Format(summary.KvCacheBytes)} for keys and values ({summary.KvType.ToString().ToLowerInvariant()})
              cpu      {CpuFeatures.Detect()}
              kernels  {summary.Kernels}, {summary.Threads} threads{HugePages(summary)}

            Try it{(needsKey ? " (with the key in the variable XINFERENCE_API_KEY)" : "")}:
            {Curl(Reachable(address), uid, needsKey, chats: model.Template is not null)}

            Ctrl-C stops the server; running requests may finish first.
            """);
    }

    /// <summary>Packed weights want huge pages: in small ones the address tables no longer fit the core's caches, and reading slows down.</summary>
    private static string HugePages(ModelSummary summary) =>
        summary.Kernels is not ("simd" or "reference") && summary.WeightBytes >= WorthHugePages && MachineMemory.InHugePages() is 0
        ? ", no huge pages (the system gives none: see /sys/kernel/mm/transparent_hugepage/enabled)"
        : "";

    private static string Curl(string address, string uid, bool needsKey, bool chats)
    {
        // encoded for JSON the name has no apostrophe left that would end the shell's quotation
        string model = $"\"model\": \"{JsonEncodedText.Encode(uid)}\"";
        (string route, string body) = chats
            ? ("chat/completions", $$"""{{{model}}, "messages": [{"role": "user", "content": "Hello! Who are you?"}]}""")
            : ("completions", $$"""{{{model}}, "prompt": "Once upon a time", "max_tokens": 50}""");
        string key = needsKey ? " -H \"Authorization: Bearer $XINFERENCE_API_KEY\"" : "";
        return $"  curl {address}/v1/{route} -H 'Content-Type: application/json'{key} \\\n    -d '{body}'";
    }

    // a server that listens on all addresses is asked on this machine's own
    private static string Reachable(string address) =>
        address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "[::1]", StringComparison.Ordinal);
}
