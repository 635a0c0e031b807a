using System.Globalization;

namespace Xinference.Tokenizers;

/// <summary>Unicode classes of code points, by general category (Unicode Standard, section 4.5).</summary>
internal static class CharacterClass
{
    private const uint Letters = 0b11111;
    private const uint Marks = 0b111 << 5;
    private const uint Punctuations = 0b1111111 << 18;

    /// <summary>The general category as one bit, in the order of <see cref="UnicodeCategory"/>.</summary>
    public static uint CategoryBit(int codePoint) => 1u << (int)CharUnicodeInfo.GetUnicodeCategory(codePoint);

    /// <summary>The bits of a category name such as <c>L</c> or <c>Lu</c>; 0 for an unknown name.</summary>
    public static uint CategoryBits(string name) => name switch
    {
        "L" or "Letter" => Letters,
        "Lu" => 1u << 0,
        "Ll" => 1u << 1,
        "Lt" => 1u << 2,
        "Lm" => 1u << 3,
        "Lo" => 1u << 4,
        "M" or "Mark" => Marks,
        "Mn" => 1u << 5,
        "Mc" => 1u << 6,
        "Me" => 1u << 7,
        "N" or "Number" => 0b111u << 8,
        "Nd" => 1u << 8,
        "Nl" => 1u << 9,
        "No" => 1u << 10,
        "Z" or "Separator" => 0b111u << 11,
        "Zs" => 1u << 11,
        "Zl" => 1u << 12,
        "Zp" => 1u << 13,
        "C" or "Other" => (0b1111u << 14) | (1u << 29),
        "Cc" => 1u << 14,
        "Cf" => 1u << 15,
        "Cs" => 1u << 16,
        "Co" => 1u << 17,
        "Cn" => 1u << 29,
        "P" or "Punctuation" => Punctuations,
        "Pc" => 1u << 18,
        "Pd" => 1u << 19,
        "Ps" => 1u << 20,
        "Pe" => 1u << 21,
        "Pi" => 1u << 22,
        "Pf" => 1u << 23,
        "Po" => 1u << 24,
        "S" or "Symbol" => 0b1111u << 25,
        "Sm" => 1u << 25,
        "Sc" => 1u << 26,
        "Sk" => 1u << 27,
        "So" => 1u << 28,
        _ => 0,
    };

    /// <summary>Letters, marks, decimal digits, letter numbers and connectors: <c>\w</c>.</summary>
    public static bool IsWord(int codePoint) =>
        (CategoryBit(codePoint) & (Letters | Marks | (0b11u << 8) | (1u << 18))) != 0;

    public static bool IsWhiteSpace(int codePoint) => codePoint <= char.MaxValue && char.IsWhiteSpace((char)codePoint);

    public static bool IsNumber(int codePoint) => (CategoryBit(codePoint) & (0b111u << 8)) != 0;

    /// <summary>Punctuation by category, or any printable ASCII character that is neither letter, digit nor space.</summary>
    public static bool IsPunctuation(int codePoint) =>
        codePoint < 128
            ? codePoint is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~')
            : (CategoryBit(codePoint) & Punctuations) != 0;

    /// <summary>Control, format, private-use, surrogate and unassigned characters.</summary>
    public static bool IsOther(int codePoint) => (CategoryBit(codePoint) & CategoryBits("C")) != 0;

    /// <summary>The blocks of CJK ideographs that BERT sets apart.</summary>
    public static bool IsBertIdeograph(int codePoint) => codePoint is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>The ideographs of the script Han (Scripts.txt, Unicode 15).</summary>
    public static bool IsHan(int codePoint) => codePoint is
        (>= 0x2E80 and <= 0x2E99) or (>= 0x2E9B and <= 0x2EF3) or (>= 0x2F00 and <= 0x2FD5) or 0x3005 or 0x3007
        or (>= 0x3021 and <= 0x3029) or (>= 0x3038 and <= 0x303B) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xF900 and <= 0xFA6D) or (>= 0xFA70 and <= 0xFAD9) or 0x16FE2 or 0x16FE3 or 0x16FF0 or 0x16FF1
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B739) or (>= 0x2B740 and <= 0x2B81D) or (>= 0x2B820 and <= 0x2CEA1)
        or (>= 0x2CEB0 and <= 0x2EBE0) or (>= 0x2F800 and <= 0x2FA1D) or (>= 0x30000 and <= 0x3134A) or (>= 0x31350 and <= 0x323AF);
}
