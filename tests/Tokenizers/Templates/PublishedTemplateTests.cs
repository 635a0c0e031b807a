using System.Text;
using System.Text.Json.Nodes;
using Xinference.Testing;

namespace Xinference.Tokenizers.Tests.Templates;

/// <summary>The templates of real models render byte for byte as the reference renders them.</summary>
public sealed class PublishedTemplateTests
{
    [Fact]
    public async Task Every_published_template_agrees_with_huggingface_jinja()
    {
        List<TemplateCase> cases = [.. Cases()];
        AssertAgreement(cases, await TemplateOracle.RenderWithNodeAsync(cases, TestContext.Current.CancellationToken), "huggingface");
    }

    [Fact]
    public async Task Every_published_template_agrees_with_jinja2()
    {
        List<TemplateCase> cases = [.. Cases()];
        AssertAgreement(cases, await TemplateOracle.RenderWithPythonAsync(cases, TestContext.Current.CancellationToken), "jinja2");
    }

    // deviations.json names the cases in which that reference does otherwise, with the reason; each must still differ.
    private static void AssertAgreement(List<TemplateCase> cases, JsonArray expected, string reference)
    {
        JsonObject deviations = Data("deviations.json")[reference]!.AsObject();
        StringBuilder report = new();
        int failures = 0;
        foreach ((TemplateCase item, JsonNode? outcome) in cases.Zip(expected))
        {
            string? difference = Difference(item, outcome!);
            bool known = deviations.ContainsKey(item.Name.Replace("+prompt", "", StringComparison.Ordinal));
            if (known == difference is null)
            {
                failures++;
                report.AppendLine(item.Name).AppendLine(difference ?? "  is listed in deviations.json but agrees");
            }
        }

        Assert.True(failures == 0, $"{failures} of {cases.Count} renders differ\n{report}");
    }

    private static JsonNode Data(string name) =>
        JsonNode.Parse(File.ReadAllText(RepoFiles.Path("tests", "Tokenizers", "Templates", "data", name)))!;

    private static IEnumerable<TemplateCase> Cases()
    {
        JsonArray conversations = Data("conversations.json").AsArray();
        foreach (string path in Directory.GetFiles(RepoFiles.Shared("templates"), "*.jinja").Order(StringComparer.Ordinal))
        {
            foreach (JsonNode? conversation in conversations)
            {
                yield return new TemplateCase(
                    $"{Path.GetFileNameWithoutExtension(path)} / {conversation!["name"]}", File.ReadAllText(path), conversation["variables"]!.AsObject());
            }
        }
    }

    private static string? Difference(TemplateCase item, JsonNode outcome)
    {
        (string? output, string? error, bool raised) = item.Render();
        string? expected = (string?)outcome["output"];
        string? expectedError = (string?)outcome["error"];
        if (expected is null && output is null)
        {
            return raised && error != expectedError ? $"  raised:   {error}\n  expected: {expectedError}" : null;
        }

        return output == expected ? null : $"  rendered: {Show(output, error, expected)}\n  expected: {Show(expected, expectedError, output)}";
    }

    private static string Show(string? output, string? error, string? other)
    {
        if (output is null)
        {
            return $"error {error}";
        }

        int same = other is null ? 0 : output.AsSpan().CommonPrefixLength(other);
        string tail = output[Math.Max(0, same - 30)..Math.Min(output.Length, same + 60)];
        return $"[{same}] {JsonValue.Create(tail)!.ToJsonString()}";
    }
}
