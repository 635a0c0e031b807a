namespace Xinference.Models.Architectures;

/// <summary>Nomic-embed-text: BERT with rotary positions, one matrix for queries, keys and values, and a SiLU gate.</summary>
internal sealed class NomicBert : IEncoderArchitecture
{
    public string Name => "Nomic-BERT";

    public IReadOnlyList<string> GgufNames => ["nomic-bert"];

    public IReadOnlyList<string> HuggingFaceNames => [];

    public EncoderSpec Describe(EncoderSpec common) => common with
    {
        Gated = true,
        Rope = common.Heads > 0 ? common.Rope! with { Dimensions = common.HeadDim } : common.Rope,
    };
}
