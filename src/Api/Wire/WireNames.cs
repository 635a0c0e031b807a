using Xinference.Inference;

namespace Xinference.Api;

/// <summary>Names that OpenAI gives to things.</summary>
internal static class WireNames
{
    public static string SystemFingerprint { get; } =
        $"xinference-{typeof(WireNames).Assembly.GetName().Version?.ToString(3)}";

    public static string Of(FinishReason reason) => reason == FinishReason.Length ? "length" : "stop";
}
