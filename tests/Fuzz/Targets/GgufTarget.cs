using Xinference.Formats;

namespace Xinference.Fuzz.Targets;

/// <summary>A GGUF file: opened, every value decoded, every tensor touched.</summary>
public static class GgufTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("model.gguf", input);
        AllocationLimit limit = AllocationLimit.For(input);
        WeightFileProbe.Open(() => Decoded(GgufFile.Open(path)));
        limit.Check();
    }

    private static GgufFile Decoded(GgufFile file)
    {
        foreach (string key in file.Metadata.Keys)
        {
            if (file.Metadata[key] is null || file.Metadata.CountOf(key) < 0)
            {
                throw new InvalidOperationException($"key {key} is listed but has no value");
            }
        }

        return file;
    }
}
