using System.Collections;
using System.Globalization;
using Xinference.Formats;
using Xinference.Loading;

namespace Xinference.Cli.Inspection;

/// <summary>Prints a weight file for people.</summary>
internal static class InspectionTables
{
    private const int ShownValues = 8;
    private const int ShownCharacters = 200;

    public static void Print(IWeightFile file)
    {
        long parameters = file.Tensors.Values.Sum(t => t.Shape.Elements);
        Console.WriteLine($"{file.Format}, {string.Join(", ", file.Paths)}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{parameters:N0} parameters, {ByteSize.Format(file.Tensors.Values.Sum(t => t.ByteLength))}: {Types(file)}"));
        string[][] metadata = [.. FileMetadata.Of(file).Select(entry => new[] { entry.Key, Show(entry.Value) })];
        if (metadata.Length > 0)
        {
            WideTable.Print(["key", "value"], metadata);
        }

        WideTable.Print(
            ["tensor", "type", "shape", "size"],
            file.Tensors.Values.Select(t => new[] { t.Name, t.Type.ToString(), t.Shape.ToString(), ByteSize.Format(t.ByteLength) }));
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
