using System.Text.Json.Nodes;
using Xinference.TrainTiny.Model;
using Xinference.TrainTiny.Text;
using static TorchSharp.torch;

namespace Xinference.TrainTiny.Publish;

/// <summary>Weights and configuration in the layout of a Llama checkpoint.</summary>
internal static class ModelFiles
{
    public static void Write(string folder, TinyLlama model, Shape shape)
    {
        Dictionary<string, string> metadata = new() { ["format"] = "pt" };
        Safetensors.Write(Path.Combine(folder, "model.safetensors"), model.Weights, ScalarType.Float16, metadata);
        Json.Write(Path.Combine(folder, "config.json"), Configuration(shape));
        Json.Write(Path.Combine(folder, "generation_config.json"), new JsonObject
        {
            ["bos_token_id"] = Tokenizer.EndOfText,
            ["eos_token_id"] = Json.Array([Tokenizer.EndOfMessage, Tokenizer.EndOfText]),
            ["pad_token_id"] = Tokenizer.EndOfText,
            ["do_sample"] = true,
            ["temperature"] = 0.3,
            ["top_p"] = 0.9,
            ["max_new_tokens"] = 256,
        });
    }

    private static JsonObject Configuration(Shape shape) => new()
    {
        ["architectures"] = Json.Array(["LlamaForCausalLM"]),
        ["model_type"] = "llama",
        ["attention_bias"] = false,
        ["attention_dropout"] = 0.0,
        ["bos_token_id"] = Tokenizer.EndOfText,
        ["eos_token_id"] = Json.Array([Tokenizer.EndOfMessage, Tokenizer.EndOfText]),
        ["pad_token_id"] = Tokenizer.EndOfText,
        ["head_dim"] = shape.HeadSize,
        ["hidden_act"] = "silu",
        ["hidden_size"] = shape.Hidden,
        ["initializer_range"] = 0.02,
        ["intermediate_size"] = shape.FeedForward,
        ["max_position_embeddings"] = shape.Context,
        ["mlp_bias"] = false,
        ["num_attention_heads"] = shape.Heads,
        ["num_hidden_layers"] = shape.Layers,
        ["num_key_value_heads"] = shape.KeyValueHeads,
        ["pretraining_tp"] = 1,
        ["rms_norm_eps"] = 1e-5,
        ["rope_scaling"] = null,
        ["rope_theta"] = shape.RopeTheta,
        ["tie_word_embeddings"] = true,
        ["torch_dtype"] = "float16",
        ["use_cache"] = true,
        ["vocab_size"] = shape.Vocabulary,
    };
}
