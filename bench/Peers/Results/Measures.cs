using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xinference.Peers.Cases;

namespace Xinference.Peers.Results;

/// <summary>What one run of one contender gave, by name.</summary>
public sealed class Measures : SortedDictionary<string, double>
{
    public const string FirstToken = "load to first token";
    public const string PeakMemory = "peak memory";
    public const string Encoding = "encode";

    public const string MemoryShare = "peak memory ÷ (weights + KV)";

    /// <summary>Ends the name of a measure that is the share of a ceiling another one reached.</summary>
    public const string Share = " share";

    // behind a prompt of one token the context counts as empty
    private const int Empty = 1;
    private const int LongContext = 2048;

    public Measures()
        : base(StringComparer.Ordinal)
    {
    }

    private Measures(IEnumerable<(string Name, double Value)> values)
        : this()
    {
        foreach ((string name, double value) in values)
        {
            this[name] = value;
        }
    }

    /// <summary>What the machine gave in the same run.</summary>
    public static string Machine(string what) => $"machine {what}";

    /// <summary>Reads the last line, or the whole, of what a contender printed, and keeps what the figure asks for.</summary>
    /// <exception cref="BenchException">It is no document, or lacks what was asked for.</exception>
    public static Measures Read(string output, Figure figure)
    {
        try
        {
            JsonNode document = JsonNode.Parse(output[Math.Max(0, output.IndexOf('{', StringComparison.Ordinal))..])!;
            Measures measures = new(figure switch
            {
                Figure.Speed or Figure.Context => Lengths(document, figure),
                Figure.Batch => Batches(document),
                Figure.Load => Load(document),
                Figure.Encoder => [(Encoding, Number(document, document["texts_per_second"] is null ? "sequences_per_second" : "texts_per_second")), (PeakMemory, Number(document, "peak_rss_mb"))],
            });
            foreach ((string field, JsonNode? value) in document["machine"]?.AsObject() ?? [])
            {
                if (value?.GetValueKind() == JsonValueKind.Number)
                {
                    measures[Machine(field)] = (double)value;
                }
            }

            return measures;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new BenchException($"a contender's result cannot be read: {e.Message}");
        }
    }

    private static IEnumerable<(string Name, double Value)> Lengths(JsonNode document, Figure figure)
    {
        double empty = 0;
        foreach (JsonNode length in Items(document, "lengths"))
        {
            int tokens = (int)Number(length, "prompt_tokens");
            if (tokens > Empty)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"prefill {tokens}");
                yield return (name, Number(length, "prefill_tps"));
                foreach ((string, double) share in ShareOf(name, length, "prefill_share_of_integer_peak"))
                {
                    yield return share;
                }
            }

            if (tokens == Empty)
            {
                empty = Number(length, "decode_tps");
            }

            if (figure == Figure.Context ? tokens > Empty : tokens is Empty or >= LongContext)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"decode at {(tokens == Empty ? 0 : tokens)}");
                yield return (name, Number(length, "decode_tps"));
                foreach ((string, double) share in ShareOf(name, length, "decode_share_of_bandwidth"))
                {
                    yield return share;
                }

                if (figure == Figure.Context && empty > 0)
                {
                    yield return ($"{name} ÷ at 0", Number(length, "decode_tps") / empty);
                }
            }
        }
    }

    private static IEnumerable<(string Name, double Value)> Batches(JsonNode document)
    {
        double alone = 0;
        foreach (JsonNode batch in Items(document, "batches"))
        {
            double rate = Number(batch, "decode_tps");
            string name = string.Create(CultureInfo.InvariantCulture, $"decode ×{(int)Number(batch, "batch")}");
            yield return (name, rate);
            if (alone > 0)
            {
                yield return ($"{name} ÷ ×1", rate / alone);
            }
            else if (name == "decode ×1")
            {
                alone = rate;
            }
        }
    }

    private static IEnumerable<(string Name, double Value)> Load(JsonNode document)
    {
        double peak = Number(document, "peak_rss_mb");
        yield return (FirstToken, Number(document, "first_token_ms"));
        yield return (PeakMemory, peak);
        if (document["weight_bytes"] is { } weights && document["kv_cache_bytes"] is { } keysAndValues)
        {
            yield return (MemoryShare, peak * (1 << 20) / ((double)weights + (double)keysAndValues));
        }
    }

    private static IEnumerable<(string Name, double Value)> ShareOf(string name, JsonNode length, string field) =>
        length[field] is { } share ? [(name + Share, (double)share)] : [];

    private static IEnumerable<JsonNode> Items(JsonNode document, string field) =>
        document[field] is JsonArray items && items.All(item => item is JsonObject)
            ? items.OfType<JsonNode>()
            : throw new KeyNotFoundException($"it has no {field}");

    private static double Number(JsonNode node, string field) =>
        (double)(node[field] ?? throw new KeyNotFoundException($"it has no {field}"));
}
