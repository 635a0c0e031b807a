using System.Globalization;
using System.Runtime.InteropServices;
using Xinference.PeerWeights;

namespace Xinference.OnnxPeer;

/// <summary>
/// Builds an ONNX model (onnx.proto of the ONNX project) whose weights stay where they are in a safetensors file. The numbers are the
/// field numbers of that schema.
/// </summary>
internal sealed class OnnxGraph(string weightFile)
{
    /// <summary>Operators of the runtime itself, beside those of ONNX.</summary>
    public const string RuntimeDomain = "com.microsoft";

    private const int FormatVersion = 10;
    private const int OperatorVersion = 21;
    private const int ExternalData = 1;
    private readonly ProtobufWriter _graph = new ProtobufWriter().Add(2, "encoder");

    /// <summary>Element types by their numbers in the schema.</summary>
    public enum Element
    {
        Float = 1,
        Int32 = 6,
        Int64 = 7,
    }

    public void Input(string name, Element type, params IEnumerable<string> extents) => _graph.Add(11, Value(name, type, extents));

    public void Output(string name, Element type, params IEnumerable<string> extents) => _graph.Add(12, Value(name, type, extents));

    /// <summary>Names a tensor of the file.</summary>
    public void Weight(string name, CheckpointTensor tensor)
    {
        var message = new ProtobufWriter();
        foreach (long extent in tensor.Shape)
        {
            message.Add(1, extent);
        }

        message.Add(2, (long)Element.Float).Add(8, name)
            .Add(13, Entry("location", weightFile))
            .Add(13, Entry("offset", tensor.Offset.ToString(CultureInfo.InvariantCulture)))
            .Add(13, Entry("length", tensor.Bytes.ToString(CultureInfo.InvariantCulture)))
            .Add(14, ExternalData);
        _graph.Add(5, message);
    }

    /// <summary>Adds whole numbers; without extents one number alone.</summary>
    public void Constant(string name, long[] values, bool scalar = false)
    {
        var message = new ProtobufWriter();
        if (!scalar)
        {
            message.Add(1, values.Length);
        }

        message.Add(2, (long)Element.Int64).Add(8, name).Add(9, MemoryMarshal.AsBytes<long>(values).ToArray());
        _graph.Add(5, message);
    }

    /// <summary>Adds an operation; gives the name of its result.</summary>
    /// <param name="operation">Name of the operator.</param>
    /// <param name="output">Name of its result.</param>
    /// <param name="inputs">Names of what it reads; an empty name stands for one left out.</param>
    /// <param name="domain">Where the operator comes from; empty: ONNX.</param>
    /// <param name="attributes">Whole numbers and floats.</param>
    public string Node(string operation, string output, string[] inputs, string domain = "", params IEnumerable<(string Name, object Value)> attributes)
    {
        var message = new ProtobufWriter();
        foreach (string input in inputs)
        {
            message.Add(1, input);
        }

        message.Add(2, output).Add(3, output).Add(4, operation).Add(7, domain);
        foreach ((string name, object value) in attributes)
        {
            message.Add(5, Attribute(name, value));
        }

        _graph.Add(1, message);
        return output;
    }

    /// <summary>The whole model.</summary>
    public byte[] ToArray() => new ProtobufWriter()
        .Add(1, FormatVersion)
        .Add(7, _graph)
        .Add(8, new ProtobufWriter().Add(1, "").Add(2, OperatorVersion))
        .Add(8, new ProtobufWriter().Add(1, RuntimeDomain).Add(2, 1))
        .ToArray();

    private static ProtobufWriter Attribute(string name, object value) => value switch
    {
        float number => new ProtobufWriter().Add(1, name).Add(2, number).Add(20, 1),
        _ => new ProtobufWriter().Add(1, name).Add(3, Convert.ToInt64(value, CultureInfo.InvariantCulture)).Add(20, 2),
    };

    private static ProtobufWriter Entry(string key, string value) => new ProtobufWriter().Add(1, key).Add(2, value);

    private static ProtobufWriter Value(string name, Element type, IEnumerable<string> extents)
    {
        var shape = new ProtobufWriter();
        foreach (string extent in extents)
        {
            shape.Add(1, new ProtobufWriter().Add(2, extent));
        }

        ProtobufWriter tensor = new ProtobufWriter().Add(1, (long)type).Add(2, shape);
        return new ProtobufWriter().Add(1, name).Add(2, new ProtobufWriter().Add(1, tensor));
    }
}
