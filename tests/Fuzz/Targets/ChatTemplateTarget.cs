using System.Text;
using System.Text.Json.Nodes;
using Xinference.Tokenizers.Templates;

namespace Xinference.Fuzz.Targets;

/// <summary>A chat template: parsed and rendered over a small conversation under tight limits.</summary>
public static class ChatTemplateTarget
{
    private static readonly TemplateLimits Limits = new() { MaxSteps = 100_000, MaxAllocation = 1 << 20, MaxOutputLength = 1 << 20 };

    public static void Run(ReadOnlySpan<byte> input)
    {
        string source = Encoding.UTF8.GetString(input);
        try
        {
            ChatTemplate.Parse(source, Limits).Render(new ChatTemplateInput
            {
                Messages = [new JsonObject { ["role"] = "user", ["content"] = "Hi 😀" }, new JsonObject { ["role"] = "assistant", ["content"] = null }],
                Tools = new JsonArray(new JsonObject { ["name"] = "f", ["n"] = 1.5 }),
                AddGenerationPrompt = true,
                BosToken = "<s>",
            });
        }
        catch (TemplateException)
        {
        }
    }
}
