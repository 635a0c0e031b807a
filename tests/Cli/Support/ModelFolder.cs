using Xinference.Testing;

[assembly: AssemblyFixture(typeof(Xinference.Cli.Tests.Support.ModelFolder))]

namespace Xinference.Cli.Tests.Support;

/// <summary>Models with random weights in a folder of their own, made once for all tests.</summary>
public sealed class ModelFolder : IDisposable
{
    private const string Template =
        "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}";

    public ModelFolder()
    {
        Directory.CreateDirectory(Home);
        WithTokenizer(new TinyGguf()).Save(Tiny);
        WithTokenizer(new TinyGguf { Context = LongContext }, ("tokenizer.chat_template", Template)).Save(Chatty);
    }

    /// <summary>Positions of <see cref="Chatty"/>: enough to generate for many seconds.</summary>
    public const int LongContext = 100_000;

    public string Folder { get; } = Directory.CreateTempSubdirectory("xinference-cli-").FullName;

    /// <summary>XINFERENCE_HOME of the tests.</summary>
    public string Home => Path.Combine(Folder, "home");

    /// <summary>A model without chat template, with a context of 128 tokens.</summary>
    public string Tiny => Path.Combine(Folder, "tiny-model.gguf");

    /// <summary>A model with chat template and a long context.</summary>
    public string Chatty => Path.Combine(Folder, "chatty.gguf");

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Gives a model a vocabulary of single bytes.</summary>
    internal static TinyGguf WithTokenizer(TinyGguf model, params IEnumerable<(string Key, object Value)> metadata)
    {
        string[] tokens = ["<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(b => $"<0x{b:X2}>"), "\u2581", "a", "e"];
        Dictionary<string, object> all = new()
        {
            ["tokenizer.ggml.model"] = "llama",
            ["tokenizer.ggml.tokens"] = tokens,
            ["tokenizer.ggml.scores"] = tokens.Select((_, i) => (float)-i).ToArray(),
            ["tokenizer.ggml.token_type"] = tokens.Select((_, i) => i switch { 0 => 2, < 3 => 3, < 259 => 6, _ => 1 }).ToArray(),
            ["tokenizer.ggml.bos_token_id"] = 1u,
            ["tokenizer.ggml.eos_token_id"] = 2u,
        };
        foreach ((string key, object value) in metadata)
        {
            all[key] = value;
        }

        return model with { Vocabulary = tokens.Length, Metadata = all };
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
