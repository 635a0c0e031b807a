using static TorchSharp.torch;

namespace Xinference.TrainTiny.Model;

/// <summary>
/// The Llama decoder as LlamaForCausalLM computes it: RMSNorm, rotary positions in the rotate-half layout, grouped
/// keys and values, SiLU-gated feed-forward, and an output that shares the embedding. Weights carry their checkpoint names.
/// </summary>
internal sealed class TinyLlama : IDisposable
{
    private readonly Shape _shape;
    private readonly Dictionary<string, Tensor> _weights = [];
    private readonly Tensor _cos;
    private readonly Tensor _sin;

    public TinyLlama(Shape shape)
    {
        _shape = shape;
        double residual = 0.02 / Math.Sqrt(2 * shape.Layers);
        int keyValue = shape.KeyValueHeads * shape.HeadSize;
        Add("model.embed_tokens.weight", 0.02, shape.Vocabulary, shape.Hidden);
        for (int i = 0; i < shape.Layers; i++)
        {
            string layer = Layer(i);
            AddNorm($"{layer}.input_layernorm.weight");
            Add($"{layer}.self_attn.q_proj.weight", 0.02, shape.Hidden, shape.Hidden);
            Add($"{layer}.self_attn.k_proj.weight", 0.02, keyValue, shape.Hidden);
            Add($"{layer}.self_attn.v_proj.weight", 0.02, keyValue, shape.Hidden);
            Add($"{layer}.self_attn.o_proj.weight", residual, shape.Hidden, shape.Hidden);
            AddNorm($"{layer}.post_attention_layernorm.weight");
            Add($"{layer}.mlp.gate_proj.weight", 0.02, shape.FeedForward, shape.Hidden);
            Add($"{layer}.mlp.up_proj.weight", 0.02, shape.FeedForward, shape.Hidden);
            Add($"{layer}.mlp.down_proj.weight", residual, shape.Hidden, shape.FeedForward);
        }

        AddNorm("model.norm.weight");
        (_cos, _sin) = Rotary(shape);
    }

    /// <summary>All weights by the names of the checkpoint; matrices are [output, input].</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => _weights;

    /// <summary>Runs the linear maps in bfloat16; quicker to train, and off for everything that is measured.</summary>
    public bool Bfloat16 { get; set; }

    public long Parameters => _weights.Values.Sum(weight => weight.numel());

    /// <summary>Token ids [batch, length] to logits [batch, length, vocabulary].</summary>
    public Tensor Forward(Tensor ids)
    {
        Tensor embedding = _weights["model.embed_tokens.weight"];
        Tensor x = embedding.index_select(0, ids.view(-1)).view(ids.shape[0], ids.shape[1], _shape.Hidden);
        for (int i = 0; i < _shape.Layers; i++)
        {
            string layer = Layer(i);
            x = x + Attention(Norm(x, $"{layer}.input_layernorm.weight"), $"{layer}.self_attn");
            x = x + FeedForward(Norm(x, $"{layer}.post_attention_layernorm.weight"), $"{layer}.mlp");
        }

        return Linear(Norm(x, "model.norm.weight"), embedding);
    }

    public void Dispose()
    {
        foreach (Tensor weight in _weights.Values)
        {
            weight.Dispose();
        }

        _cos.Dispose();
        _sin.Dispose();
    }

    private static string Layer(int index) => $"model.layers.{index}";

    private Tensor Attention(Tensor x, string name)
    {
        long batch = x.shape[0], length = x.shape[1];
        Tensor q = Rotate(Heads(Linear(x, _weights[$"{name}.q_proj.weight"]), _shape.Heads), length);
        Tensor k = Rotate(Heads(Linear(x, _weights[$"{name}.k_proj.weight"]), _shape.KeyValueHeads), length);
        Tensor v = Heads(Linear(x, _weights[$"{name}.v_proj.weight"]), _shape.KeyValueHeads);
        long group = _shape.Heads / _shape.KeyValueHeads;
        Tensor mixed = nn.functional.scaled_dot_product_attention(
            q, k.repeat_interleave(group, 1), v.repeat_interleave(group, 1), is_casual: true);
        return Linear(mixed.transpose(1, 2).reshape(batch, length, _shape.Hidden), _weights[$"{name}.o_proj.weight"]);
    }

    private Tensor FeedForward(Tensor x, string name)
    {
        Tensor gate = nn.functional.silu(Linear(x, _weights[$"{name}.gate_proj.weight"]));
        return Linear(gate * Linear(x, _weights[$"{name}.up_proj.weight"]), _weights[$"{name}.down_proj.weight"]);
    }

    // [batch, length, heads * size] -> [batch, heads, length, size]
    private Tensor Heads(Tensor x, int heads) =>
        x.view(x.shape[0], x.shape[1], heads, _shape.HeadSize).transpose(1, 2);

    private Tensor Rotate(Tensor x, long length)
    {
        Tensor[] halves = x.chunk(2, -1);
        Tensor turned = cat([-halves[1], halves[0]], -1);
        return (x * _cos.narrow(0, 0, length)) + (turned * _sin.narrow(0, 0, length));
    }

    private Tensor Norm(Tensor x, string name) =>
        x * rsqrt(x.square().mean([-1], true) + _shape.Epsilon) * _weights[name];

    private Tensor Linear(Tensor x, Tensor weight) => Bfloat16
        ? nn.functional.linear(x.to(bfloat16), weight.to(bfloat16)).to(float32)
        : nn.functional.linear(x, weight);

    private void Add(string name, double deviation, params long[] size) =>
        _weights.Add(name, (randn(size) * deviation).detach().requires_grad_(true).DetachFromDisposeScope());

    private void AddNorm(string name) => _weights.Add(name, ones(_shape.Hidden).requires_grad_(true).DetachFromDisposeScope());

    private static (Tensor Cos, Tensor Sin) Rotary(Shape shape)
    {
        Tensor frequency = pow(shape.RopeTheta, arange(0, shape.HeadSize, 2, float64) / -(double)shape.HeadSize);
        Tensor angle = outer(arange(shape.Context, float64), frequency);
        Tensor both = cat([angle, angle], -1);
        return (both.cos().to(float32), both.sin().to(float32));
    }
}
