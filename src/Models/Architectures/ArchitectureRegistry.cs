namespace Xinference.Models.Architectures;

/// <summary>Every architecture this build runs. Adding one is a file beside this and a line here.</summary>
public static class ArchitectureRegistry
{
    /// <summary>All architectures.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        new Llama(), new Mistral(), new Mixtral(), new Qwen2(), new Qwen3(), new Qwen3Moe(), new Gemma2(), new Gemma3(), new Phi3(), new Falcon(),
        new Gpt2(), new StableLm(), new CommandR(), new GptOss(), new DeepSeek2(),
    ];

    /// <summary>All encoders.</summary>
    public static IReadOnlyList<IEncoderArchitecture> Encoders { get; } = [new Bert(), new NomicBert()];

    /// <summary>The architecture a GGUF file names.</summary>
    /// <exception cref="ModelException">This build does not run it.</exception>
    public static IArchitecture ForGguf(string name) =>
        All.FirstOrDefault(a => a.GgufNames.Contains(name)) ?? throw Unknown(name, All.SelectMany(a => a.GgufNames).Concat(Encoders.SelectMany(a => a.GgufNames)));

    /// <summary>The first architecture of a <c>config.json</c> that this build runs.</summary>
    /// <exception cref="ModelException">This build runs none of them.</exception>
    public static IArchitecture ForHuggingFace(IReadOnlyList<string> names) =>
        All.FirstOrDefault(a => a.HuggingFaceNames.Any(names.Contains))
        ?? throw Unknown(
            names.Count == 0 ? "(none named)" : string.Join(", ", names),
            All.SelectMany(a => a.HuggingFaceNames).Concat(Encoders.SelectMany(a => a.HuggingFaceNames)));

    private static ModelException Unknown(string name, IEnumerable<string> known) =>
        new($"architecture '{name}' is not supported; this build runs {string.Join(", ", known)}");
}
