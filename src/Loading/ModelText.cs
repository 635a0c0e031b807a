using System.Text.Json;
using System.Text.Json.Nodes;
using Xinference.Inference;
using Xinference.Models;
using Xinference.Tokenizers;
using Xinference.Tokenizers.Templates;

namespace Xinference.Loading;

/// <summary>The parts of a model that deal with text: tokenizer, chat template, recommended sampling.</summary>
/// <param name="Tokenizer">Text to ids and back.</param>
/// <param name="Template">Null where the model brings none that can be used.</param>
/// <param name="TemplateFault">Why the template that the model brings cannot be used; null where it can.</param>
/// <param name="DefaultSampling">From <c>generation_config.json</c>; plain sampling where there is none.</param>
internal sealed record ModelText(ITokenizer Tokenizer, ChatTemplate? Template, string? TemplateFault, SamplingOptions DefaultSampling)
{
    private const string GgufKey = "tokenizer.chat_template";
    private const int MaxTemplateBytes = 4 << 20;

    /// <exception cref="TokenizerException">The tokenizer is missing or broken.</exception>
    /// <exception cref="LoadException">Another file of the model is broken.</exception>
    public static ModelText Read(ModelFiles files)
    {
        if (files.Gguf is { } gguf)
        {
            return Make(TokenizerLoader.FromGguf(gguf.Metadata), gguf.Metadata.GetString(GgufKey), GgufKey, new SamplingOptions());
        }

        (string? template, string source) = TemplateIn(files.Folder);
        return Make(TokenizerLoader.FromFolder(files.Folder), template, source, RecommendedSampling.Read(files.Config!.Generation));
    }

    // a template that cannot be used refuses chats, not the model: it can still continue text
    private static ModelText Make(ITokenizer tokenizer, string? template, string source, SamplingOptions sampling)
    {
        try
        {
            return new(tokenizer, template is null ? null : ChatTemplate.Parse(template), null, sampling);
        }
        catch (TemplateException e)
        {
            return new(tokenizer, null, $"the chat template in {source} cannot be used, so chats are refused: {e.Message}", sampling);
        }
    }

    // newer models keep the template in a file of its own
    private static (string? Template, string Source) TemplateIn(string folder)
    {
        string file = Path.Combine(folder, "chat_template.jinja");
        string config = Path.Combine(folder, "tokenizer_config.json");
        return File.Exists(file) ? (ReadBounded(file), file) : (InTokenizerConfig(config), config);
    }

    private static string? InTokenizerConfig(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(ReadBounded(path))?["chat_template"] switch
            {
                JsonArray named => (string?)named.FirstOrDefault(t => (string?)t?["name"] == "default")?["template"],
                { } template => (string?)template,
                null => null,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new LoadException($"{path}: the chat template cannot be read: {e.Message}", e);
        }
    }

    private static string ReadBounded(string path) => new FileInfo(path).Length <= MaxTemplateBytes
        ? File.ReadAllText(path)
        : throw new LoadException($"{path} is larger than the {MaxTemplateBytes >> 20} MiB a chat template may be");
}
