using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Xinference.TrainTiny.Model;

/// <summary>Reads and writes the safetensors format: header length, JSON header, then the bytes of each tensor.</summary>
internal static class Safetensors
{
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, ScalarType type, IReadOnlyDictionary<string, string> metadata)
    {
        string dtype = type == ScalarType.Float16 ? "F16" : "F32";
        JsonObject header = new() { ["__metadata__"] = JsonSerializer.SerializeToNode(metadata) };
        long offset = 0;
        foreach ((string name, Tensor tensor) in tensors)
        {
            long size = tensor.numel() * (type == ScalarType.Float16 ? 2 : 4);
            header[name] = new JsonObject
            {
                ["dtype"] = dtype,
                ["shape"] = JsonSerializer.SerializeToNode(tensor.shape),
                ["data_offsets"] = JsonSerializer.SerializeToNode<long[]>([offset, offset + size]),
            };
            offset += size;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        Array.Resize(ref json, (json.Length + 7) / 8 * 8);
        json.AsSpan().Replace((byte)0, (byte)' ');
        using FileStream file = File.Create(path + ".part");
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        file.Write(length);
        file.Write(json);
        foreach (Tensor tensor in tensors.Values)
        {
            using Tensor converted = tensor.detach().to(type).contiguous();
            file.Write(converted.bytes);
        }

        file.Dispose();
        File.Move(path + ".part", path, overwrite: true);
    }

    /// <summary>Copies the tensors of the file into those of the same names; returns the metadata.</summary>
    public static Dictionary<string, string> Load(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        byte[] file = File.ReadAllBytes(path);
        int start = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, start - 8));
        using IDisposable frozen = no_grad();
        foreach ((string name, Tensor tensor) in tensors)
        {
            JsonElement entry = header.RootElement.GetProperty(name);
            ScalarType type = entry.GetProperty("dtype").GetString() == "F16" ? ScalarType.Float16 : ScalarType.Float32;
            int from = start + entry.GetProperty("data_offsets")[0].GetInt32();
            int to = start + entry.GetProperty("data_offsets")[1].GetInt32();
            using Tensor read = empty(tensor.shape, type);
            file.AsSpan(from, to - from).CopyTo(read.bytes);
            tensor.copy_(read);
        }

        return header.RootElement.GetProperty("__metadata__").Deserialize<Dictionary<string, string>>()!;
    }
}
