using Xinference.Formats;
using Xinference.Kernels;

namespace Xinference.Models;

/// <summary>Reads the hyper-parameters that Hugging Face's <c>config.json</c> gives BERT-like encoders.</summary>
internal static class HfEncoderHyperparameters
{
    public static EncoderSpec Read(HfConfig config, string folder, string architecture)
    {
        if (config.String("position_embedding_type") is { } kind and not "absolute")
        {
            throw new ModelException($"config.json: position_embedding_type '{kind}' is not supported; it should be absolute");
        }

        bool classifies = (config.Strings("architectures") ?? []).Any(name => name.EndsWith("ForSequenceClassification", StringComparison.Ordinal));
        return new EncoderSpec
        {
            Architecture = architecture,
            Naming = WeightNaming.HuggingFace,
            VocabularySize = Require(config, "vocab_size"),
            ContextLength = Require(config, "max_position_embeddings"),
            HiddenSize = Require(config, "hidden_size"),
            IntermediateSize = Require(config, "intermediate_size"),
            Layers = Require(config, "num_hidden_layers"),
            Heads = Require(config, "num_attention_heads"),
            NormEpsilon = (float)(config.Number("layer_norm_eps") ?? 1e-12),
            Pooling = classifies ? Pooling.Rank : PoolingFile.Read(folder) ?? Pooling.Mean,
            TokenTypes = Require(config, "type_vocab_size"),
            Labels = config.Section("id2label")?.Fields.Count() ?? 2, // transformers' own default
            Activation = config.String("hidden_act") switch
            {
                null or "gelu" => Activation.Gelu,
                "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" => Activation.GeluTanh,
                var other => throw new ModelException($"config.json: hidden_act '{other}' is not supported for this architecture; it should be gelu"),
            },
        };
    }

    private static int Require(HfConfig config, string key) => config.Integer(key) switch
    {
        null => throw new ModelException($"config.json lacks {key}"),
        >= 0 and <= int.MaxValue and var value => (int)value,
        var value => throw new ModelException($"config.json: {key} is {value}, which no model has"),
    };
}
