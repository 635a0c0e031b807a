using System.Text;

namespace Xinference.Formats;

/// <summary>A model file is missing, damaged, hostile, or of a kind this build does not read. The message says which file, what is wrong, what to do.</summary>
public sealed class WeightFileException : FormatException
{
    private const int LongestQuote = 80;

    /// <summary>Names the fault of a file.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="remedy">What to do about it; null where the fault says it all.</param>
    /// <param name="inner">The exception that told of the fault, if one did.</param>
    public WeightFileException(string path, string fault, string? remedy = null, Exception? inner = null)
        : base(remedy is null ? $"{path}: {fault}" : $"{path}: {fault}; {remedy}", inner) => Path = path;

    /// <summary>The file or folder at fault.</summary>
    public string Path { get; }

    /// <summary>Text from a file as it may stand in a message: short, on one line, without control characters.</summary>
    internal static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (quoted.Length > LongestQuote)
            {
                quoted.Append('…');
                break;
            }

            quoted.Append(Rune.IsControl(rune) ? "?" : rune.ToString());
        }

        return quoted.Append('\'').ToString();
    }
}
