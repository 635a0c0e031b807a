using System.Text.Json;
using System.Text.Json.Nodes;
using Xinference.Testing;

namespace Xinference.Tokenizers.Tests;

/// <summary>Toy files of every kind against what Hugging Face's tokenizers give for them (recorded by oracle/record.mjs).</summary>
public sealed class OracleTests
{
    private static readonly Lazy<JsonNode> Recorded = new(() => JsonNode.Parse(File.ReadAllText(RepoFiles.Path("tests", "data", "tokenizers", "oracle.json")))!);

    public static TheoryData<string> Names => [.. Recorded.Value["cases"]!.AsArray().Select(c => (string)c!["name"]!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ids_equal_the_reference(string name)
    {
        JsonNode item = Case(name);
        ITokenizer tokenizer = Load(item);
        List<string> faults = [];
        foreach ((string text, int[] ids, _) in Rows(item))
        {
            IReadOnlyList<int> found = tokenizer.Encode(text);
            if (!found.SequenceEqual(ids))
            {
                faults.Add($"{JsonSerializer.Serialize(text)}\n  expected {Spelled(tokenizer, ids)}\n  got      {Spelled(tokenizer, found)}");
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} texts differ:\n{string.Join('\n', faults)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decoding_equals_the_reference(string name)
    {
        JsonNode item = Case(name);
        ITokenizer tokenizer = Load(item);
        foreach ((_, int[] ids, string text) in Rows(item))
        {
            Assert.Equal(text, tokenizer.Decode(ids));
        }
    }

    private static JsonNode Case(string name) => Recorded.Value["cases"]!.AsArray().Single(c => (string)c!["name"]! == name)!;

    private static IEnumerable<(string Text, int[] Ids, string Decoded)> Rows(JsonNode item) =>
        item["rows"]!.AsArray().Select((row, i) =>
            ((string)Recorded.Value["texts"]![i]!, row!["ids"]!.AsArray().Select(id => (int)id!).ToArray(), (string)row["text"]!));

    private static ITokenizer Load(JsonNode item)
    {
        JsonNode file = item["file"]!.DeepClone();
        file["model"] = Recorded.Value["models"]![(string)file["model"]!]!.DeepClone();
        return ToyFiles.Load(file);
    }

    private static string Spelled(ITokenizer tokenizer, IEnumerable<int> ids) =>
        string.Join(' ', ids.Select(id => $"{id}={tokenizer.TokenText(id)}"));
}
