using System.Text.Json.Serialization;

namespace Xinference.Api;

/// <summary>The models being served.</summary>
internal sealed record ModelList(string Object, IReadOnlyList<ModelBody> Data);

/// <summary>A model: OpenAI's model object and Xinference's description of a language model in one.</summary>
internal sealed record ModelBody
{
    public required string Id { get; init; }

    public string Object { get; } = "model";

    /// <summary>Seconds since 1970 when it was loaded.</summary>
    public required long Created { get; init; }

    public string OwnedBy { get; } = "xinference";

    public string ModelType { get; } = "LLM";

    public required string ModelName { get; init; }

    public required IReadOnlyList<string> ModelAbility { get; init; }

    public required IReadOnlyList<string> ModelLang { get; init; }

    public required string? ModelDescription { get; init; }

    public required string? ModelFamily { get; init; }

    public required string? ModelFormat { get; init; }

    public required double? ModelSizeInBillions { get; init; }

    public required string? Quantization { get; init; }

    public required int ContextLength { get; init; }

    public string ModelEngine { get; } = "xinference";

    public int Replica { get; } = 1;
}

/// <summary>Token ids of a text.</summary>
internal sealed record TokenizeResponse(
    int Count,
    int MaxModelLen,
    IReadOnlyList<int> Tokens,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? TokenStrs);

/// <summary>Text of token ids.</summary>
internal sealed record DetokenizeResponse(string Prompt);

/// <summary>How the server is.</summary>
/// <param name="Status"><c>ok</c>, <c>ready</c>, <c>loading</c> or <c>draining</c>.</param>
internal sealed record HealthBody(string Status);

/// <summary>Whether clients need an API key.</summary>
internal sealed record ClusterAuth(bool Auth);
