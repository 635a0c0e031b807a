using System.Globalization;
using System.Text.RegularExpressions;

namespace Xinference.Formats;

/// <summary>Finds and checks the parts of a split GGUF model; a model in one file is one part.</summary>
internal static partial class GgufSplit
{
    public static IReadOnlyList<GgufPart> Open(string path)
    {
        GgufPart given = GgufPart.Open(path);
        var parts = new List<GgufPart> { given };
        try
        {
            long count = given.Metadata.GetInteger(GgufKeys.SplitCount) ?? 1;
            if (count is < 0 or > GgufLimits.Parts)
            {
                throw new WeightFileException(path, $"{GgufKeys.SplitCount} is {count}; 1 to {GgufLimits.Parts} were expected");
            }

            return count > 1 ? OpenAll(parts, (int)count) : parts;
        }
        catch
        {
            Close(parts);
            throw;
        }
    }

    public static void Close(IEnumerable<GgufPart> parts)
    {
        foreach (GgufPart part in parts)
        {
            part.Dispose();
        }
    }

    /// <summary>Replaces the one part in <paramref name="parts"/> by all of them, in order; the list owns what is open at any time.</summary>
    private static List<GgufPart> OpenAll(List<GgufPart> parts, int count)
    {
        string[] paths = PartPaths(parts[0].Path, count);
        Close(parts);
        parts.Clear();
        for (int i = 0; i < count; i++)
        {
            GgufPart part = GgufPart.Open(paths[i]);
            parts.Add(part);
            Require(part, GgufKeys.SplitCount, count);
            Require(part, GgufKeys.SplitNumber, i);
        }

        int tensors = parts.Sum(part => part.Tensors.Count);
        Require(parts[0], GgufKeys.SplitTensors, tensors);
        return parts;
    }

    private static string[] PartPaths(string path, int count)
    {
        Match match = PartName().Match(Path.GetFileName(path));
        if (!match.Success || int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) != count)
        {
            throw new WeightFileException(
                path,
                $"is one of {count} parts, but is not named like one",
                $"name the parts NAME-00001-of-{count:D5}.gguf and so on, in one folder");
        }

        string stem = Path.Combine(Path.GetDirectoryName(path) ?? "", match.Groups["name"].Value);
        string[] paths = [.. Enumerable.Range(1, count).Select(i => $"{stem}-{i:D5}-of-{count:D5}.gguf")];
        if (paths.FirstOrDefault(part => !File.Exists(part)) is { } missing)
        {
            throw new WeightFileException(
                path, $"is one of {count} parts, of which {Path.GetFileName(missing)} is missing", "put all parts into one folder");
        }

        return paths;
    }

    private static void Require(GgufPart part, string key, int expected)
    {
        long? found = part.Metadata.GetInteger(key);
        if (found != expected)
        {
            throw new WeightFileException(
                part.Path,
                $"{key} is {found?.ToString(CultureInfo.InvariantCulture) ?? "missing"}, {expected} was expected",
                "the parts do not belong together; fetch them again");
        }
    }

    [GeneratedRegex(@"^(?<name>.*)-[0-9]{5}-of-(?<count>[0-9]{5})\.gguf$", RegexOptions.Singleline)]
    private static partial Regex PartName();
}
