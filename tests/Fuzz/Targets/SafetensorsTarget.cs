using System.Buffers.Binary;
using Xinference.Formats;

namespace Xinference.Fuzz.Targets;

/// <summary>A safetensors file; the input is also tried as a bare header, so that mutations of the JSON need not keep its length right.</summary>
public static class SafetensorsTarget
{
    private const int DataBytes = 64;

    public static void Run(ReadOnlySpan<byte> input)
    {
        using var folder = new ScratchFolder();
        Open(folder.Write("whole.safetensors", input), input);
        Open(folder.Write("header.safetensors", AsHeader(input)), input);
    }

    private static void Open(string path, ReadOnlySpan<byte> input)
    {
        AllocationLimit limit = AllocationLimit.For(input);
        WeightFileProbe.Open(() => SafetensorsFile.Open(path));
        limit.Check();
    }

    private static byte[] AsHeader(ReadOnlySpan<byte> input)
    {
        byte[] file = new byte[8 + input.Length + DataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, input.Length);
        input.CopyTo(file.AsSpan(8));
        return file;
    }
}
