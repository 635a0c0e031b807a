using System.Text.Json.Nodes;
using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Synthetic;

/// <summary>Model files that load and run; what they say means nothing.</summary>
public static class SyntheticModel
{
    private const ulong Seed = 20;

    /// <summary>Types of the large matrices, by name.</summary>
    public static IReadOnlyDictionary<string, DType> Types { get; } =
        new[] { DType.Q4_0, DType.Q8_0, DType.Q4_K, DType.Q6_K, DType.BF16, DType.F32 }
            .ToDictionary(type => type.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes a GGUF file.</summary>
    public static void WriteGguf(IModelShape shape, DType type, string path)
    {
        var random = new RandomBytes(Seed);
        var writer = new GgufWriter();
        shape.Describe(writer);
        foreach (SyntheticTensor tensor in shape.Tensors())
        {
            DType stored = tensor.Filling == Filling.Weights ? type : DType.F32;
            var extents = new Shape(tensor.Extents);
            writer.AddTensor(tensor.Gguf, stored, extents, stream => RandomWeights.Write(stream, stored, extents, tensor.Filling, random));
        }

        writer.Save(path);
    }

    /// <summary>Writes a folder with <c>config.json</c>, <c>tokenizer.json</c> and <c>model.safetensors</c>.</summary>
    /// <exception cref="ArgumentException">The type is none that checkpoints have.</exception>
    public static void WriteFolder(IModelShape shape, DType type, string folder)
    {
        Directory.CreateDirectory(folder);
        var random = new RandomBytes(Seed);
        var writer = new SafetensorsWriter().Add("format", "pt");
        foreach (SyntheticTensor tensor in shape.Tensors())
        {
            var extents = new Shape(tensor.Extents);
            writer.AddTensor(tensor.HuggingFace, type, extents, stream => RandomWeights.Write(stream, type, extents, tensor.Filling, random));
        }

        Write(folder, "config.json", shape.Config(type));
        Write(folder, "tokenizer.json", shape.Tokenizer());
        writer.Save(Path.Combine(folder, "model.safetensors"));
    }

    private static void Write(string folder, string name, JsonObject content) => File.WriteAllText(Path.Combine(folder, name), content.ToJsonString());
}
