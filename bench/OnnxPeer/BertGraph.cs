using Xinference.PeerWeights;
using static Xinference.OnnxPeer.OnnxGraph;

namespace Xinference.OnnxPeer;

/// <summary>
/// BertModel in floats, with the runtime's own fused attention. Reads <c>ids</c> and <c>mask</c> [rows, columns], <c>positions</c>
/// [columns] and <c>shape</c> (rows, columns, width); gives <c>hidden</c> [rows · columns, width].
/// </summary>
internal static class BertGraph
{
    public static byte[] Build(CheckpointFile file)
    {
        var graph = new OnnxGraph(Path.GetFileName(file.Path));
        graph.Input("ids", Element.Int64, "rows", "columns");
        graph.Input("mask", Element.Int32, "rows", "columns");
        graph.Input("positions", Element.Int64, "columns");
        graph.Input("shape", Element.Int64, "three");
        foreach ((string name, CheckpointTensor tensor) in file.Tensors)
        {
            graph.Weight(name, tensor);
        }

        graph.Constant("flat", [-1, file.Setting("hidden_size")]);
        graph.Constant("zero", [0], scalar: true);
        var layers = new Layers(graph, file);
        string x = layers.Embed();
        for (int i = 0; i < file.Setting("num_hidden_layers"); i++)
        {
            x = layers.Layer(x, $"encoder.layer.{i}");
        }

        graph.Node("Identity", "hidden", [x]);
        graph.Output("hidden", Element.Float, "texts", "width");
        return graph.ToArray();
    }

    private sealed class Layers(OnnxGraph graph, CheckpointFile file)
    {
        private readonly int _heads = file.Setting("num_attention_heads");
        private readonly float _epsilon = (float)file.Number("layer_norm_eps");

        public string Embed()
        {
            string words = graph.Node("Gather", "words", ["embeddings.word_embeddings.weight", "ids"]);
            string places = graph.Node("Gather", "places", ["embeddings.position_embeddings.weight", "positions"]);
            string type = graph.Node("Gather", "type", ["embeddings.token_type_embeddings.weight", "zero"]);
            string sum = graph.Node("Add", "embedded", [graph.Node("Add", "placed", [words, places]), type]);
            return Norm(graph.Node("Reshape", "flattened", [sum, "flat"]), "embeddings.LayerNorm");
        }

        public string Layer(string x, string layer)
        {
            string mixed = graph.Node(
                "MultiHeadAttention",
                $"{layer}.mixed",
                [Part(x, $"{layer}.attention.self.query"), Part(x, $"{layer}.attention.self.key"), Part(x, $"{layer}.attention.self.value"), "", "mask"],
                RuntimeDomain,
                ("num_heads", _heads));
            string attended = Linear(graph.Node("Reshape", $"{layer}.flat", [mixed, "flat"]), $"{layer}.attention.output.dense");
            x = Norm(graph.Node("Add", $"{layer}.sum", [x, attended]), $"{layer}.attention.output.LayerNorm");
            string inner = graph.Node("Gelu", $"{layer}.gelu", [Linear(x, $"{layer}.intermediate.dense")]);
            return Norm(graph.Node("Add", $"{layer}.last", [x, Linear(inner, $"{layer}.output.dense")]), $"{layer}.output.LayerNorm");
        }

        private string Part(string x, string name) => graph.Node("Reshape", $"{name}.rows", [Linear(x, name), "shape"]);

        private string Linear(string x, string name) =>
            graph.Node("Gemm", $"{name}.result", [x, $"{name}.weight", $"{name}.bias"], "", ("transB", 1));

        private string Norm(string x, string name) =>
            graph.Node("LayerNormalization", $"{name}.result", [x, $"{name}.weight", $"{name}.bias"], "", ("axis", -1), ("epsilon", _epsilon));
    }
}
