namespace Xinference.Api;

/// <summary>Guesses what a misspelt name was meant to be.</summary>
public static class NearestName
{
    private const int MaxLength = 64;

    /// <summary>The known name with the fewest edits, if those are few; null otherwise. Levenshtein 1965.</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        if (name.Length > MaxLength)
        {
            return null;
        }

        (string? best, int edits) = (null, Math.Min(3, name.Length / 2) + 1);
        foreach (string candidate in known)
        {
            int distance = Distance(name, candidate);
            if (distance < edits)
            {
                (best, edits) = (candidate, distance);
            }
        }

        return best;
    }

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
