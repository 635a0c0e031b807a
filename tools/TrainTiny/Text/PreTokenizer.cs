using System.Text.RegularExpressions;

namespace Xinference.TrainTiny.Text;

/// <summary>Cuts text into words that merges do not cross, by the pattern known from Llama 3.</summary>
internal static partial class PreTokenizer
{
    public const string Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public static IEnumerable<string> Split(string text) => Words().Matches(text).Select(match => match.Value);

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
