using System.Text.Json.Nodes;
using Xinference.Testing;

namespace Xinference.Tokenizers.Tests.Templates;

/// <summary>Each construct of the language against outcomes recorded from Jinja2 (oracle/record.py).</summary>
public sealed class ConstructTests
{
    public static TheoryData<string> Names { get; } = [.. Cases().Select(item => (string)item["name"]!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_construct_renders_as_recorded(string name)
    {
        JsonNode item = Cases().Single(item => (string)item["name"]! == name);
        TemplateCase template = new(name, (string)item["template"]!, item["variables"]!.AsObject());
        (string? output, string? error, _) = template.Render();
        if (item["error"] is not null)
        {
            Assert.True(error is not null, $"{template.Template} must fail with {item["error"]} but rendered {output}");
            return;
        }

        Assert.True(error is null, $"{template.Template}\n{error}");
        Assert.Equal((string)item["output"]!, output);
    }

    private static IEnumerable<JsonNode> Cases() =>
        JsonNode.Parse(File.ReadAllText(RepoFiles.Path("tests", "Tokenizers", "Templates", "data", "constructs.json")))!.AsArray().OfType<JsonNode>();
}
