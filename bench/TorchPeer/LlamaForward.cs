using Xinference.PeerWeights;
using static TorchSharp.torch;

namespace Xinference.TorchPeer;

/// <summary>One eager pass of LlamaForCausalLM over a prompt, for the id that follows it.</summary>
internal sealed class LlamaForward(CheckpointFile file, ScalarType type)
{
    private readonly TorchWeights _weights = new(file, type);
    private readonly int _heads = file.Setting("num_attention_heads");
    private readonly int _kvHeads = file.Setting("num_key_value_heads");
    private readonly int _headDim = file.Setting("head_dim");
    private readonly double _epsilon = file.Number("rms_norm_eps");

    /// <summary>The likeliest id behind <paramref name="ids"/>.</summary>
    public long Next(long[] ids)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable frozen = no_grad();
        Tensor x = _weights["model.embed_tokens.weight"].index_select(0, tensor(ids)).unsqueeze(0);
        (Tensor cos, Tensor sin) = Rotary(ids.Length);
        for (int i = 0; i < file.Setting("num_hidden_layers"); i++)
        {
            string layer = $"model.layers.{i}";
            x += Attention(Norm(x, $"{layer}.input_layernorm"), $"{layer}.self_attn", cos, sin);
            Tensor y = Norm(x, $"{layer}.post_attention_layernorm");
            Tensor gated = nn.functional.silu(_weights.Linear(y, $"{layer}.mlp.gate_proj")) * _weights.Linear(y, $"{layer}.mlp.up_proj");
            x += _weights.Linear(gated, $"{layer}.mlp.down_proj");
        }

        Tensor last = Norm(x.narrow(1, ids.Length - 1, 1), "model.norm");
        return _weights.Linear(last, "lm_head").argmax().item<long>();
    }

    private Tensor Attention(Tensor x, string name, Tensor cos, Tensor sin)
    {
        Tensor q = Rotate(Heads(_weights.Linear(x, $"{name}.q_proj"), _heads), cos, sin);
        Tensor k = Rotate(Heads(_weights.Linear(x, $"{name}.k_proj"), _kvHeads), cos, sin).repeat_interleave(_heads / _kvHeads, 1);
        Tensor v = Heads(_weights.Linear(x, $"{name}.v_proj"), _kvHeads).repeat_interleave(_heads / _kvHeads, 1);
        Tensor mixed = nn.functional.scaled_dot_product_attention(q, k, v, is_casual: true);
        return _weights.Linear(mixed.transpose(1, 2).reshape(1, x.shape[1], _heads * _headDim), $"{name}.o_proj");
    }

    private Tensor Heads(Tensor x, int heads) => x.view(1, x.shape[1], heads, _headDim).transpose(1, 2);

    private static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
        Tensor[] halves = x.chunk(2, -1);
        return (x * cos) + (cat([-halves[1], halves[0]], -1) * sin);
    }

    private Tensor Norm(Tensor x, string name)
    {
        Tensor floats = x.to(float32);
        return (floats * rsqrt(floats.square().mean([-1], true) + _epsilon)).to(type) * _weights[$"{name}.weight"];
    }

    private (Tensor Cos, Tensor Sin) Rotary(int length)
    {
        Tensor frequency = pow(file.Number("rope_theta"), arange(0, _headDim, 2, float64) / -(double)_headDim);
        Tensor angle = outer(arange(length, float64), frequency);
        Tensor both = cat([angle, angle], -1);
        return (both.cos().to(type), both.sin().to(type));
    }
}
