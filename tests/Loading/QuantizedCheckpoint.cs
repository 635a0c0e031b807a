using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Xinference.Formats;
using Xinference.Tensors;
using Xinference.Testing;

namespace Xinference.Loading.Tests;

/// <summary>The embedded model as a quantising tool would write it, and the floats that its weights then stand for.</summary>
/// <param name="Config">The object <c>quantization_config</c>.</param>
/// <param name="Quantize">A matrix <c>[rows, columns]</c> to the tensors that replace it (by what follows the layer's name) and its new floats.</param>
internal sealed record QuantizedCheckpoint(string Config, Func<float[], int, int, (Dictionary<string, (DType Type, long[] Shape, byte[] Data)> Tensors, float[] Weights)> Quantize)
{
    /// <summary>Writes both models, each to a new folder.</summary>
    public unsafe (string Quantized, string Floats) Save(Action<JsonObject>? edit = null)
    {
        (SafetensorsWriter quantized, SafetensorsWriter floats) = (new(), new());
        using IWeightFile source = WeightFile.Open(RepoFiles.Path("assets", "tiny"));
        foreach (TensorInfo tensor in source.Tensors.Values)
        {
            byte[] data = new ReadOnlySpan<byte>(source.Open(tensor.Name).Data, (int)tensor.ByteLength).ToArray();
            if (!tensor.Name.EndsWith("_proj.weight", StringComparison.Ordinal))
            {
                quantized.AddTensor(tensor.Name, tensor.Type, tensor.Shape, data);
                floats.AddTensor(tensor.Name, tensor.Type, tensor.Shape, data);
                continue;
            }

            float[] weights = [.. MemoryMarshal.Cast<byte, Half>(data).ToArray().Select(half => (float)half)];
            (var tensors, float[] rounded) = Quantize(weights, (int)tensor.Shape[0], (int)tensor.Shape[1]);
            string layer = tensor.Name[..^".weight".Length];
            foreach ((string name, (DType type, long[] shape, byte[] bytes)) in tensors)
            {
                quantized.AddTensor($"{layer}.{name}", type, new Shape(shape), bytes);
            }

            floats.AddTensor(tensor.Name, DType.F32, tensor.Shape, MemoryMarshal.AsBytes(rounded.AsSpan()).ToArray());
        }

        return (Save(quantized, config =>
        {
            config["quantization_config"] = JsonNode.Parse(Config);
            edit?.Invoke(config);
        }), Save(floats, _ => { }));
    }

    /// <summary>4-bit words; groups of columns, each with a zero point of its own or 8.</summary>
    public static QuantizedCheckpoint Words(bool awq, int group, bool symmetric, Func<int, int>? order = null) => new(
        awq ? """{"quant_method": "awq", "bits": 4, "version": "gemm", "zero_point": true}""" : """{"quant_method": "gptq", "bits": 4, "desc_act": false}""",
        (weights, rows, columns) =>
        {
            int groups = columns / group;
            uint[] codes = new uint[rows * columns / 8];
            uint[] zeros = new uint[groups * rows / 8];
            var scales = new Half[groups * rows];
            float[] rounded = new float[weights.Length];
            int Shift(int row) => 4 * (awq ? Array.IndexOf([0, 2, 4, 6, 1, 3, 5, 7], row % 8) : row % 8);
            for (int at = 0; at < rows * groups; at++)
            {
                (int row, int g) = Math.DivRem(at, groups);
                ReadOnlySpan<float> values = weights.AsSpan((row * columns) + (g * group), group);
                (float least, float most) = (float.Min(0, Min(values)), float.Max(0, Max(values)));
                var scale = (Half)(symmetric ? float.Max(-least, most) / 7 : (most - least) / 15);
                int zero = symmetric ? 8 : Math.Clamp((int)MathF.Round(-least / (float)scale), 1, 15);
                scales[(g * rows) + row] = scale;
                zeros[((g * rows) + row) / 8] |= (uint)(zero - (awq ? 0 : 1)) << Shift(row);
                for (int i = 0; i < group; i++)
                {
                    int column = (g * group) + i;
                    int code = Math.Clamp((int)MathF.Round(values[i] / (float)scale) + zero, 0, 15);
                    rounded[(row * columns) + column] = (code - zero) * (float)scale;
                    (int word, int shift) = awq ? (((column * rows) + row) / 8, Shift(row)) : ((column / 8 * rows) + row, 4 * (column % 8));
                    codes[word] |= (uint)code << shift;
                }
            }

            var tensors = new Dictionary<string, (DType, long[], byte[])>
            {
                ["qweight"] = (DType.I32, awq ? [columns, rows / 8] : [columns / 8, rows], Bytes(codes)),
                ["qzeros"] = (DType.I32, [groups, rows / 8], Bytes(zeros)),
                ["scales"] = (DType.F16, [groups, rows], Bytes(scales)),
            };
            if (!awq)
            {
                tensors["g_idx"] = (DType.I32, [columns], Bytes<int>([.. Enumerable.Range(0, columns).Select(c => (order?.Invoke(c) ?? c) / group)]));
            }

            return (tensors, rounded);
        });

    /// <summary>Signed bytes with a BF16 scale for each row, as compressed-tensors names them.</summary>
    public static QuantizedCheckpoint Int8Rows { get; } = new(
        """{"quant_method": "compressed-tensors", "format": "int-quantized"}""",
        (weights, rows, columns) =>
        {
            ushort[] scales = new ushort[rows];
            sbyte[] codes = new sbyte[weights.Length];
            float[] rounded = new float[weights.Length];
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<float> values = weights.AsSpan(row * columns, columns);
                // the upper half of a float is a bfloat16
                uint bits = BitConverter.SingleToUInt32Bits(float.Max(-Min(values), Max(values)) / 127);
                scales[row] = (ushort)((bits + 0x8000) >> 16);
                float scale = BitConverter.UInt32BitsToSingle((uint)scales[row] << 16);
                for (int i = row * columns; i < (row + 1) * columns; i++)
                {
                    codes[i] = (sbyte)Math.Clamp(MathF.Round(weights[i] / scale), -127, 127);
                    rounded[i] = codes[i] * scale;
                }
            }

            return (new() { ["weight"] = (DType.I8, [rows, columns], Bytes(codes)), ["weight_scale"] = (DType.BF16, [rows, 1], Bytes(scales)) }, rounded);
        });

    /// <summary>E4M3 by blocks of 128, or E5M2 with one scale: each weight the nearest below in magnitude.</summary>
    public static QuantizedCheckpoint SmallFloats(bool blocks) => new(
        blocks ? """{"quant_method": "fp8", "weight_block_size": [128, 128], "activation_scheme": "dynamic"}""" : """{"quant_method": "fp8"}""",
        (weights, rows, columns) =>
        {
            int groups = blocks ? columns / 128 : 1;
            float[] scales = [.. Enumerable.Range(0, blocks ? rows / 128 * groups : 1).Select(i => 0.001f * (i + 1))];
            byte[] codes = new byte[weights.Length];
            float[] rounded = new float[weights.Length];
            float[] table = Table(blocks ? DType.F8E4M3 : DType.F8E5M2);
            for (int i = 0; i < weights.Length; i++)
            {
                float scale = blocks ? scales[(i / columns / 128 * groups) + (i % columns / 128)] : scales[0];
                float magnitude = MathF.Abs(weights[i]) / scale;
                int code = Array.FindLastIndex(table, entry => entry <= magnitude);
                codes[i] = (byte)(code | (weights[i] < 0 ? 0x80 : 0));
                rounded[i] = MathF.CopySign(table[code], weights[i]) * scale;
            }

            return (new()
            {
                ["weight"] = (blocks ? DType.F8E4M3 : DType.F8E5M2, [rows, columns], codes),
                [blocks ? "weight_scale_inv" : "weight_scale"] = (DType.F32, blocks ? [rows / 128, groups] : [], Bytes(scales)),
            }, rounded);
        });

    /// <summary>The finite magnitudes of a format, ascending.</summary>
    private static unsafe float[] Table(DType type)
    {
        byte[] all = [.. Enumerable.Range(0, type == DType.F8E4M3 ? 0x7F : 0x7C).Select(code => (byte)code)];
        float[] table = new float[all.Length];
        fixed (byte* source = all)
        fixed (float* target = table)
        {
            Kernels.Reference.Dequantizer.Read(type, source, target, all.Length);
        }

        return table;
    }

    private static string Save(SafetensorsWriter writer, Action<JsonObject> edit)
    {
        string folder = Directory.CreateTempSubdirectory("xinference-test-").FullName;
        foreach (string file in (string[])["tokenizer.json", "tokenizer_config.json", "generation_config.json"])
        {
            File.Copy(RepoFiles.Path("assets", "tiny", file), Path.Combine(folder, file));
        }

        JsonObject config = JsonNode.Parse(File.ReadAllText(RepoFiles.Path("assets", "tiny", "config.json")))!.AsObject();
        edit(config);
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString());
        writer.Save(Path.Combine(folder, "model.safetensors"));
        return folder;
    }

    private static float Min(ReadOnlySpan<float> values) => values.ToArray().Min();

    private static float Max(ReadOnlySpan<float> values) => values.ToArray().Max();

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
