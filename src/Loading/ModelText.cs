using System.Text.Json;
using System.Text.Json.Nodes;
using Xinference.Formats;
using Xinference.Inference;
using Xinference.Models;
using Xinference.Tokenizers;
using Xinference.Tokenizers.Templates;

namespace Xinference.Loading;

/// <summary>The parts of a model that deal with text: tokenizer, chat template, recommended sampling.</summary>
/// <param name="Tokenizer">Text to ids and back.</param>
/// <param name="Template">Null where the model brings none.</param>
/// <param name="DefaultSampling">From <c>generation_config.json</c>; plain sampling where there is none.</param>
internal sealed record ModelText(ITokenizer Tokenizer, ChatTemplate? Template, SamplingOptions DefaultSampling)
{
    private const int MaxTemplateBytes = 4 << 20;

    /// <exception cref="TokenizerException">The tokenizer is missing or broken.</exception>
    /// <exception cref="TemplateException">The chat template does not parse.</exception>
    /// <exception cref="LoadException">Another file of the model is broken.</exception>
    public static ModelText Read(string path, ModelFiles files)
    {
        if (files.Gguf is { } gguf)
        {
            string? source = gguf.Metadata.GetString("tokenizer.chat_template");
            return new(TokenizerLoader.FromGguf(gguf.Metadata), Parse(source), new SamplingOptions());
        }

        string folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new(TokenizerLoader.FromFolder(folder), Parse(TemplateIn(folder)), SamplingIn(HfConfig.Open(folder)));
    }

    private static ChatTemplate? Parse(string? source) => source is null ? null : ChatTemplate.Parse(source);

    // newer models keep the template in a file of its own
    private static string? TemplateIn(string folder)
    {
        string file = Path.Combine(folder, "chat_template.jinja");
        return File.Exists(file) ? ReadBounded(file) : InTokenizerConfig(Path.Combine(folder, "tokenizer_config.json"));
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

    private static SamplingOptions SamplingIn(HfConfig config)
    {
        if (config.Generation is not { } generation)
        {
            return new();
        }

        return new()
        {
            Temperature = generation.Boolean("do_sample") == false ? 0 : (float)(generation.Number("temperature") ?? 1),
            TopP = (float)(generation.Number("top_p") ?? 1),
            TopK = (int)(generation.Integer("top_k") ?? 0),
            MinP = (float)(generation.Number("min_p") ?? 0),
            RepetitionPenalty = (float)(generation.Number("repetition_penalty") ?? 1),
        };
    }
}
