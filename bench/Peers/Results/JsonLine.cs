using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Xinference.Peers.Results;

/// <summary>The last line of the output: everything in one JSON document.</summary>
public static class JsonLine
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Report report) => new JsonObject
    {
        ["command"] = report.Command,
        ["date"] = report.Date.ToString("O"),
        ["machine"] = report.Machine,
        ["threads"] = report.Threads,
        ["rows"] = new JsonArray([.. report.Rows.Select(Row)]),
        ["missing"] = new JsonObject(report.Missing.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value))),
        ["faults"] = new JsonArray([.. report.Faults.Select(fault => JsonValue.Create(fault))]),
    }.ToJsonString(Options);

    private static JsonObject Row(ReportRow row) => new()
    {
        ["model"] = row.Model,
        ["type"] = row.Type,
        ["measure"] = row.Measure,
        ["unit"] = row.Unit,
        ["contender"] = row.Contender.Length == 0 ? null : row.Contender,
        ["ours"] = Spread(row.Ours),
        ["share_of_ceiling"] = row.Share,
        ["peer"] = row.Peer.Length == 0 ? null : row.Peer,
        ["theirs"] = Spread(row.Theirs),
        ["ratio"] = row.Ratio,
    };

    private static JsonObject? Spread(Median? median) =>
        median is { } m ? new() { ["median"] = m.Value, ["minimum"] = m.Minimum, ["maximum"] = m.Maximum } : null;
}
