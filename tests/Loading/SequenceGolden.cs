using System.Text.Json;
using Xinference.Testing;

namespace Xinference.Loading.Tests;

/// <summary>A tiny model for embeddings or scores with what another engine recorded for it; weights are F32.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Architecture">Its architecture, as the registry names it.</param>
public sealed record SequenceGolden(string Name, string Architecture)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<SequenceGolden> All { get; } =
    [
        new("bert", "BERT"),
        new("bert-rank", "BERT"),
        new("nomic-bert", "Nomic-BERT"),
        new("qwen3-embedding", "Qwen3"),
    ];

    /// <summary>The weights.</summary>
    public string GgufPath => RepoFiles.Path("tests", "data", "goldens", $"{Name}.gguf");

    /// <summary>Sequences with the recorded result; where the recorder rounded GELU to half precision, the exact one.</summary>
    public (int[] Ids, float[] Result)[] ReadCases()
    {
        JsonElement file = JsonElement.Parse(File.ReadAllText(RepoFiles.Path("tests", "data", "goldens", $"{Name}.golden.json")));
        return
        [
            .. file.GetProperty("cases").EnumerateArray().Select(recorded => (
                recorded.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray(),
                (recorded.TryGetProperty("embedding_exact_gelu", out JsonElement exact) ? exact : recorded.GetProperty("embedding"))
                    .EnumerateArray().Select(element => element.GetSingle()).ToArray())),
        ];
    }

    public override string ToString() => Name;
}
