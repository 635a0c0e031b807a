using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Xinference.Formats;
using Xinference.Loading;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference inspect</c>: what is in a weight file.</summary>
internal static class InspectCommand
{
    private const int ShownValues = 8;

    public static Command Create()
    {
        var path = new Argument<string>("file") { Description = "A GGUF or safetensors file, or a model folder." };
        Option<OutputFormat> format = CommonOptions.Format();
        var command = new Command(
            "inspect",
            """
            Prints metadata and tensors of a weight file without loading it.

            Examples:
              xinference inspect model.gguf
              xinference inspect path/to/folder --format json
            """)
        {
            path, format,
        };
        command.SetAction(parsed => Run(parsed.GetValue(path)!, parsed.GetValue(format)));
        return command;
    }

    private static int Run(string path, OutputFormat format)
    {
        using IWeightFile file = WeightFile.Open(path);
        if (format == OutputFormat.Json)
        {
            Console.WriteLine(Describe(file).ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        }
        else
        {
            PrintTables(file);
        }

        return ExitCodes.Success;
    }

    private static JsonObject Describe(IWeightFile file)
    {
        JsonObject metadata = [];
        foreach ((string key, object? value) in Metadata(file))
        {
            metadata[key] = value is System.Collections.IList list ? $"[{list.Count} values]" : JsonValue.Create(value?.ToString());
        }

        return new JsonObject
        {
            ["format"] = file.Format,
            ["paths"] = new JsonArray([.. file.Paths.Select(p => JsonValue.Create(p))]),
            ["parameters"] = file.Tensors.Values.Sum(t => t.Shape.Elements),
            ["bytes"] = file.Tensors.Values.Sum(t => t.ByteLength),
            ["metadata"] = metadata,
            ["tensors"] = new JsonArray([.. file.Tensors.Values.Select(DescribeTensor)]),
        };
    }

    private static JsonObject DescribeTensor(TensorInfo tensor) => new()
    {
        ["name"] = tensor.Name,
        ["type"] = tensor.Type.ToString(),
        ["shape"] = new JsonArray([.. tensor.Shape.Extents.Select(e => JsonValue.Create(e))]),
        ["bytes"] = tensor.ByteLength,
    };

    private static void PrintTables(IWeightFile file)
    {
        long parameters = file.Tensors.Values.Sum(t => t.Shape.Elements);
        Console.WriteLine($"{file.Format}, {string.Join(", ", file.Paths)}");
        Console.WriteLine($"{parameters:N0} parameters, {ByteSize.Format(file.Tensors.Values.Sum(t => t.ByteLength))}: {Types(file)}");
        Table metadata = new Table().Border(TableBorder.Simple).AddColumns("key", "value");
        foreach ((string key, object? value) in Metadata(file))
        {
            metadata.AddRow(Markup.Escape(key), Markup.Escape(Show(value)));
        }

        Table tensors = new Table().Border(TableBorder.Simple).AddColumns("tensor", "type", "shape", "size");
        foreach (TensorInfo tensor in file.Tensors.Values)
        {
            tensors.AddRow(
                Markup.Escape(tensor.Name), tensor.Type.ToString(), Markup.Escape(tensor.Shape.ToString()), ByteSize.Format(tensor.ByteLength));
        }

        if (metadata.Rows.Count > 0)
        {
            AnsiConsole.Write(metadata);
        }

        AnsiConsole.Write(tensors);
    }

    private static string Types(IWeightFile file) => string.Join(
        ", ",
        file.Tensors.Values.GroupBy(t => t.Type).OrderByDescending(g => g.Sum(t => t.ByteLength)).Select(g => $"{g.Count()} × {g.Key}"));

    private static IEnumerable<(string Key, object? Value)> Metadata(IWeightFile file) =>
        file is GgufFile gguf ? gguf.Metadata.Keys.Select(key => (key, gguf.Metadata[key])) : [];

    private static string Show(object? value) => value switch
    {
        null => "",
        string text => text.Length > 200 ? $"{text[..200]}… ({text.Length} characters)" : text,
        System.Collections.IList list => $"[{string.Join(", ", list.Cast<object?>().Take(ShownValues))}{(list.Count > ShownValues ? ", …" : "")}] ({list.Count})",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };
}
