using System.Globalization;
using System.Text;

namespace Xinference.Tokenizers;

/// <summary>A set of code points, with the answer for ASCII kept ready.</summary>
internal sealed class CharSet
{
    private readonly Func<int, bool> _contains;
    private readonly ulong _low;
    private readonly ulong _high;

    public CharSet(Func<int, bool> contains)
    {
        _contains = contains;
        for (int i = 0; i < 64; i++)
        {
            _low |= contains(i) ? 1ul << i : 0;
            _high |= contains(i + 64) ? 1ul << i : 0;
        }
    }

    public static CharSet AnyButNewline { get; } = new(c => c != '\n');

    public static CharSet WhiteSpace { get; } = new(CharacterClass.IsWhiteSpace);

    public static CharSet Word { get; } = new(CharacterClass.IsWord);

    public static CharSet Digit { get; } = Category(CharacterClass.CategoryBits("Nd"));

    public static CharSet HexDigit { get; } = new(c => c < 128 && char.IsAsciiHexDigit((char)c));

    public bool Contains(int codePoint) => codePoint switch
    {
        < 64 => (_low >> codePoint & 1) != 0,
        < 128 => (_high >> (codePoint - 64) & 1) != 0,
        _ => _contains(codePoint),
    };

    public CharSet Negated() => new(c => !Contains(c));

    public CharSet And(CharSet other) => new(c => Contains(c) && other.Contains(c));

    public static CharSet Category(uint bits) => new(c => (CharacterClass.CategoryBit(c) & bits) != 0);

    public static CharSet Range(int first, int last) => new(c => c >= first && c <= last);

    public static CharSet Union(IReadOnlyList<CharSet> sets) => sets.Count == 1 ? sets[0] : new(c => ContainedInAny(sets, c));

    /// <summary>The set with every other case of its members; the Kelvin sign and the long s fold to k and s.</summary>
    public CharSet IgnoringCase() => new(c => Contains(c) || Variants(c).Any(Contains));

    private static bool ContainedInAny(IReadOnlyList<CharSet> sets, int codePoint)
    {
        foreach (CharSet set in sets)
        {
            if (set.Contains(codePoint))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<int> Variants(int codePoint)
    {
        if (!Rune.TryCreate(codePoint, out Rune rune))
        {
            yield break;
        }

        Rune lower = Rune.ToLowerInvariant(rune);
        yield return lower.Value;
        yield return Rune.ToUpper(rune, CultureInfo.InvariantCulture).Value;
        yield return Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).Value;
        int? special = lower.Value switch { 'k' => 0x212A, 's' => 0x17F, 0x17F => 's', 0xE5 => 0x212B, _ => null };
        if (special is { } other)
        {
            yield return other;
        }
    }
}
