using System.Globalization;

namespace Xinference.Tokenizers;

/// <summary>
/// The data behind the Unicode normalisation forms. The framework's own normalisation is empty in the invariant mode the product runs in.
/// </summary>
internal sealed class UnicodeForms
{
    private static readonly Lazy<UnicodeForms> Loaded = new(() => new UnicodeForms());

    private readonly Dictionary<int, int[]> _canonical = [];
    private readonly Dictionary<int, int[]> _compatible = [];
    private readonly Dictionary<int, byte> _classes = [];
    private readonly Dictionary<(int First, int Second), int> _compositions = [];

    private UnicodeForms()
    {
        using Stream stream = typeof(UnicodeForms).Assembly.GetManifestResourceStream("UnicodeDecompositions.txt")!;
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            if (line.Contains(':'))
            {
                ReadClass(line);
            }
            else
            {
                ReadDecomposition(line);
            }
        }
    }

    public static UnicodeForms Instance => Loaded.Value;

    /// <summary>The canonical combining class.</summary>
    public byte CombiningClass(int codePoint) => _classes.GetValueOrDefault(codePoint);

    /// <summary>One step of decomposition, or null.</summary>
    public int[]? Decompose(int codePoint, bool compatible) =>
        _canonical.GetValueOrDefault(codePoint) ?? (compatible ? _compatible.GetValueOrDefault(codePoint) : null);

    /// <summary>The character that two compose to, or null.</summary>
    public int? Compose(int first, int second) => _compositions.TryGetValue((first, second), out int whole) ? whole : null;

    private void ReadClass(string line)
    {
        int dash = line.IndexOf('-');
        int colon = line.IndexOf(':');
        for (int c = Hex(line[..dash]); c <= Hex(line[(dash + 1)..colon]); c++)
        {
            _classes[c] = byte.Parse(line[(colon + 1)..], CultureInfo.InvariantCulture);
        }
    }

    private void ReadDecomposition(string line)
    {
        int mark = line.AsSpan().IndexOfAny('=', '-', '~');
        int whole = Hex(line[..mark]);
        int[] parts = [.. line[(mark + 1)..].Split(' ').Select(Hex)];
        (line[mark] == '~' ? _compatible : _canonical)[whole] = parts;
        if (line[mark] == '=')
        {
            _compositions[(parts[0], parts[1])] = whole;
        }
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
