using Xinference.PeerWeights;
using static TorchSharp.torch;

namespace Xinference.TorchPeer;

/// <summary>BertModel, eager, with the library's own attention, over padded batches; mean pooling.</summary>
internal sealed class BertForward(CheckpointFile file, ScalarType type)
{
    private readonly TorchWeights _weights = new(file, type);
    private readonly int _hidden = file.Setting("hidden_size");
    private readonly int _heads = file.Setting("num_attention_heads");
    private readonly double _epsilon = file.Number("layer_norm_eps");

    /// <summary>Embeds a batch.</summary>
    /// <returns>Sum of all numbers of all embeddings, so that nothing is left undone.</returns>
    public double Embed((int Rows, int Columns, long[] Ids, long[] Mask) batch)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable frozen = no_grad();
        Tensor mask = tensor(batch.Mask).view(batch.Rows, batch.Columns).to(type);
        Tensor? bias = batch.Mask.Contains(0) ? ((1 - mask) * -1e9).to(type).view(batch.Rows, 1, 1, batch.Columns) : null;
        Tensor x = Embedding(batch);
        for (int i = 0; i < file.Setting("num_hidden_layers"); i++)
        {
            string layer = $"encoder.layer.{i}";
            x = Norm(x + Attention(x, bias, $"{layer}.attention"), $"{layer}.attention.output.LayerNorm");
            Tensor inner = nn.functional.gelu(_weights.Linear(x, $"{layer}.intermediate.dense", bias: true));
            x = Norm(x + _weights.Linear(inner, $"{layer}.output.dense", bias: true), $"{layer}.output.LayerNorm");
        }

        Tensor weight = mask.unsqueeze(-1);
        return ((x * weight).sum(1) / weight.sum(1)).sum().to(float64).item<double>();
    }

    private Tensor Embedding((int Rows, int Columns, long[] Ids, long[] Mask) batch)
    {
        Tensor words = _weights["embeddings.word_embeddings.weight"].index_select(0, tensor(batch.Ids)).view(batch.Rows, batch.Columns, _hidden);
        Tensor positions = _weights["embeddings.position_embeddings.weight"].narrow(0, 0, batch.Columns);
        return Norm(words + positions + _weights["embeddings.token_type_embeddings.weight"].narrow(0, 0, 1), "embeddings.LayerNorm");
    }

    private Tensor Attention(Tensor x, Tensor? bias, string name)
    {
        Tensor mixed = nn.functional.scaled_dot_product_attention(
            Heads(_weights.Linear(x, $"{name}.self.query", bias: true)),
            Heads(_weights.Linear(x, $"{name}.self.key", bias: true)),
            Heads(_weights.Linear(x, $"{name}.self.value", bias: true)),
            bias);
        return _weights.Linear(mixed.transpose(1, 2).reshape(x.shape), $"{name}.output.dense", bias: true);
    }

    private Tensor Heads(Tensor x) => x.view(x.shape[0], x.shape[1], _heads, _hidden / _heads).transpose(1, 2);

    private Tensor Norm(Tensor x, string name) =>
        nn.functional.layer_norm(x, [_hidden], _weights[$"{name}.weight"], _weights[$"{name}.bias"], _epsilon);
}
