using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Fuzz.Targets;

/// <summary>The index of a sharded model, beside two shards named as published models name them; no path may leave the folder.</summary>
public static class SafetensorsIndexTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("model.safetensors.index.json", input);
        folder.Write("model-00001-of-00002.safetensors", Shard("a"));
        folder.Write("model-00002-of-00002.safetensors", Shard("b"));
        AllocationLimit limit = AllocationLimit.For(input);
        WeightFileProbe.Open(() => Contained(SafetensorsFile.Open(path), Path.GetDirectoryName(path)!));
        limit.Check();
    }

    private static SafetensorsFile Contained(SafetensorsFile file, string folder) =>
        file.Paths.FirstOrDefault(path => Path.GetDirectoryName(Path.GetFullPath(path)) != folder) is { } outside
            ? throw new InvalidOperationException($"opened {outside}, outside its folder")
            : file;

    private static byte[] Shard(string tensor)
    {
        using var stream = new MemoryStream();
        new SafetensorsWriter().AddTensor(tensor, DType.U8, new Shape(2), [1, 2]).Write(stream);
        return stream.ToArray();
    }
}
