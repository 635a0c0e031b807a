using System.Text;

namespace Xinference.Tokenizers;

/// <summary>The forms NFC, NFD, NFKC and NFKD (Unicode Standard Annex 15).</summary>
internal sealed class UnicodeNormalizer(UnicodeForm form) : INormalizer
{
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TrailBase = 0x11A7;
    private const int VowelCount = 21;
    private const int TrailCount = 28;
    private const int HangulCount = 19 * VowelCount * TrailCount;

    private readonly bool _compatible = form is UnicodeForm.NFKC or UnicodeForm.NFKD;
    private readonly bool _compose = form is UnicodeForm.NFC or UnicodeForm.NFKC;

    public string Normalize(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        List<int> points = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }

        List<byte> classes = [.. points.Select(UnicodeForms.Instance.CombiningClass)];
        Reorder(points, classes);
        int count = _compose ? Compose(points, classes) : points.Count;
        StringBuilder result = new(text.Length);
        for (int i = 0; i < count; i++)
        {
            result.Append(new Rune(points[i]).ToString());
        }

        return result.ToString();
    }

    private void Decompose(int point, List<int> points)
    {
        int syllable = point - HangulBase;
        if (syllable is >= 0 and < HangulCount)
        {
            points.Add(LeadBase + (syllable / (VowelCount * TrailCount)));
            points.Add(VowelBase + (syllable % (VowelCount * TrailCount) / TrailCount));
            if (syllable % TrailCount != 0)
            {
                points.Add(TrailBase + (syllable % TrailCount));
            }
        }
        else if (point >= 128 && UnicodeForms.Instance.Decompose(point, _compatible) is { } parts)
        {
            foreach (int part in parts)
            {
                Decompose(part, points);
            }
        }
        else
        {
            points.Add(point);
        }
    }

    /// <summary>Sorts each run of combining marks by class; stable, and near-linear whatever the length of the run.</summary>
    private static void Reorder(List<int> points, List<byte> classes)
    {
        for (int start = 0; start < points.Count; start++)
        {
            int end = start;
            while (end < points.Count && classes[end] != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                (int Point, byte Class)[] run = [.. Enumerable.Range(start, end - start).Select(i => (points[i], classes[i])).OrderBy(m => m.Item2)];
                for (int i = 0; i < run.Length; i++)
                {
                    (points[start + i], classes[start + i]) = run[i];
                }
            }

            start = end;
        }
    }

    private static int Compose(List<int> points, List<byte> classes)
    {
        int count = 0;
        int starter = -1;
        int lastClass = -1;
        for (int i = 0; i < points.Count; i++)
        {
            byte combining = classes[i];
            bool blocked = lastClass >= combining && lastClass != -1;
            if (starter >= 0 && !blocked && Pair(points[starter], points[i]) is { } whole)
            {
                points[starter] = whole;
                continue;
            }

            starter = combining == 0 ? count : starter;
            lastClass = combining == 0 ? -1 : combining;
            points[count++] = points[i];
        }

        return count;
    }

    private static int? Pair(int first, int second)
    {
        if (first is >= LeadBase and < LeadBase + 19 && second is >= VowelBase and < VowelBase + VowelCount)
        {
            return HangulBase + ((((first - LeadBase) * VowelCount) + second - VowelBase) * TrailCount);
        }

        int syllable = first - HangulBase;
        if (syllable is >= 0 and < HangulCount && syllable % TrailCount == 0 && second is > TrailBase and < TrailBase + TrailCount)
        {
            return first + second - TrailBase;
        }

        return UnicodeForms.Instance.Compose(first, second);
    }
}

/// <summary>The normalisation forms of Unicode.</summary>
internal enum UnicodeForm
{
    NFC,
    NFD,
    NFKC,
    NFKD,
}
