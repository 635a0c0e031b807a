namespace Xinference.Models.Architectures;

/// <summary>BERT and what is trained in its form: BGE, E5, GTE, MiniLM and cross-encoders of theirs.</summary>
internal sealed class Bert : IEncoderArchitecture
{
    public string Name => "BERT";

    public IReadOnlyList<string> GgufNames => ["bert"];

    public IReadOnlyList<string> HuggingFaceNames => ["BertModel", "BertForMaskedLM", "BertForSequenceClassification"];

    public EncoderSpec Describe(EncoderSpec common) => common with { Rope = null };
}
