using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Xinference.Tokenizers.Templates;

namespace Xinference.Tokenizers.Tests.Templates;

/// <summary>A template with the variables of one render, and the outcome of rendering it here.</summary>
internal sealed record TemplateCase(string Name, string Template, JsonObject Variables)
{
    private static readonly string[] OwnProperties = ["messages", "tools", "documents", "add_generation_prompt", "bos_token", "eos_token"];

    public (string? Output, string? Error, bool Raised) Render()
    {
        try
        {
            return (ChatTemplate.Parse(Template).Render(Input(), TestContext.Current.CancellationToken), null, false);
        }
        catch (TemplateException error)
        {
            return (null, error.Message, error.RaisedByTemplate);
        }
    }

    private ChatTemplateInput Input() => new()
    {
        Messages = [.. (Variables["messages"]?.AsArray() ?? []).Select(message => message!.AsObject())],
        Tools = Variables["tools"],
        Documents = Variables["documents"],
        AddGenerationPrompt = (bool?)Variables["add_generation_prompt"] ?? false,
        BosToken = (string?)Variables["bos_token"],
        EosToken = (string?)Variables["eos_token"],
        Arguments = Variables.Where(pair => !OwnProperties.Contains(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value),
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 5, 14, 7, 9, TimeSpan.Zero)),
    };
}
