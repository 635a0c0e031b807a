using System.Collections;
using System.Globalization;
using Spectre.Console;
using Xinference.Formats;
using Xinference.Loading;

namespace Xinference.Cli.Inspection;

/// <summary>Prints a weight file for people.</summary>
internal static class InspectionTables
{
    private const int ShownValues = 8;
    private const int ShownCharacters = 200;

    // wide enough that no row of a redirected table is folded
    private const int RedirectedWidth = 1000;

    public static void Print(IWeightFile file)
    {
        long parameters = file.Tensors.Values.Sum(t => t.Shape.Elements);
        Console.WriteLine($"{file.Format}, {string.Join(", ", file.Paths)}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{parameters:N0} parameters, {ByteSize.Format(file.Tensors.Values.Sum(t => t.ByteLength))}: {Types(file)}"));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        console.Profile.Width = Console.IsOutputRedirected ? RedirectedWidth : console.Profile.Width;
        Table metadata = new Table().Border(TableBorder.Simple).AddColumns("key", "value");
        foreach ((string key, object? value) in FileMetadata.Of(file))
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
            console.Write(metadata);
        }

        console.Write(tensors);
    }

    private static string Types(IWeightFile file) => string.Join(
        ", ",
        file.Tensors.Values.GroupBy(t => t.Type).OrderByDescending(g => g.Sum(t => t.ByteLength)).Select(g => $"{g.Count()} × {g.Key}"));

    private static string Show(object? value) => value switch
    {
        null => "",
        string text => text.Length > ShownCharacters ? $"{text[..ShownCharacters]}… ({text.Length} characters)" : text,
        IList list => $"[{string.Join(", ", list.Cast<object?>().Take(ShownValues))}{(list.Count > ShownValues ? ", …" : "")}] ({list.Count})",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
