using System.Text.Json;
using System.Text.Json.Serialization;
using Xinference.Tensors;
using Xinference.Testing;

namespace Xinference.Loading.Tests;

/// <summary>A tiny model with the outputs that another engine recorded for it.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Architecture">Its architecture, as the registry names it.</param>
/// <param name="WeightType">The type of its matrices.</param>
/// <param name="Committed">Whether it lies in <c>tests/data/goldens</c>; the others are beside the checkout.</param>
public sealed record GoldenModel(string Name, string Architecture, string WeightType, bool Committed)
{
    /// <summary>All models whose architecture and weight type this build runs.</summary>
    public static IReadOnlyList<GoldenModel> All { get; } =
    [
        new("llama", "Llama", "F32", true),
        new("llama-bias", "Llama", "F32", true),
        new("llama-headdim", "Llama", "F32", true),
        new("llama-tied", "Llama", "F32", true),
        new("llama-rope-linear", "Llama", "F32", true),
        new("llama-rope-llama3", "Llama", "F32", true),
        new("llama-rope-yarn", "Llama", "F32", true),
        new("llama-256", "Llama", "F32", false),
        new("llama-256-F16", "Llama", "F16", true),
        new("llama-256-BF16", "Llama", "BF16", false),
        new("llama-256-Q8_0", "Llama", "Q8_0", true),
        new("llama-256-Q4_0", "Llama", "Q4_0", true),
        new("llama-256-Q5_0", "Llama", "Q5_0", true),
        new("llama-256-Q4_K", "Llama", "Q4_K", true),
        new("llama-256-Q6_K", "Llama", "Q6_K", true),
        new("llama-256-IQ4_NL", "Llama", "IQ4_NL", true),
        new("llama-256-MXFP4", "Llama", "MXFP4", true),
        new("qwen2", "Qwen2", "F32", true),
        new("qwen3", "Qwen3", "F32", true),
        new("llama-moe", "Llama", "F32", true) { Experts = true },
        new("qwen3moe", "Qwen3-MoE", "F32", true) { Experts = true },
        new("gpt-oss", "GPT-OSS", "F32", true) { Experts = true },
        new("deepseek2", "DeepSeek V2/V3", "F32", true) { Experts = true },
        new("deepseek2-lite", "DeepSeek V2/V3", "F32", true) { Experts = true },
        new("gemma2", "Gemma 2", "F32", true),
        new("gemma3", "Gemma 3", "F32", true),
        new("phi3", "Phi-3", "F32", true),
        new("falcon", "Falcon", "F32", true),
        new("gpt2", "GPT-2", "F32", true),
        new("stablelm", "StableLM", "F32", true),
        new("command-r", "Command-R", "F32", true),
    ];

    /// <summary>Whether it has experts, the choice of which a small error may change.</summary>
    public bool Experts { get; init; }

    /// <summary>Whether several weights share a scale, so that activations may be quantised too.</summary>
    public bool IsQuantized => Enum.Parse<DType>(WeightType).IsQuantized();

    /// <summary>The weights; skips the running test where they are not there.</summary>
    public string GgufPath => PathOf($"{Name}.gguf");

    /// <summary>The recorded outputs.</summary>
    public GoldenCase[] ReadCases() =>
        JsonSerializer.Deserialize(File.ReadAllText(PathOf($"{Name}.golden.json")), GoldenJson.Default.GoldenFile)!.Cases;

    public override string ToString() => Name;

    private string PathOf(string file) =>
        Committed ? RepoFiles.Path("tests", "data", "goldens", file) : RepoFiles.Shared("goldens", file);
}

/// <summary>A recorded file, as far as tests read it.</summary>
public sealed record GoldenFile(GoldenCase[] Cases);

/// <summary>One prompt and what followed.</summary>
/// <param name="PromptIds">The prompt.</param>
/// <param name="GreedyIds">Tokens at temperature 0.</param>
/// <param name="Steps">Best candidates of the first positions.</param>
/// <param name="Margins">Logit gap between best and second at each position.</param>
/// <param name="StepsExactGelu">As <paramref name="Steps"/>, where the recorder rounds GELU to half precision, with GELU as it is defined.</param>
public sealed record GoldenCase(int[] PromptIds, int[] GreedyIds, GoldenStep[]? Steps, double[]? Margins, GoldenStep[]? StepsExactGelu)
{
    /// <summary>What an exact engine gives.</summary>
    public GoldenStep[] ExactSteps => StepsExactGelu ?? Steps!;
}

/// <summary>Best candidates of one position as <c>[id, logprob]</c>.</summary>
public sealed record GoldenStep(double[][] Top);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GoldenFile))]
internal sealed partial class GoldenJson : JsonSerializerContext;
