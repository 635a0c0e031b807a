using System.Collections.Immutable;
using System.Text;

namespace Xinference.Serving;

/// <summary>
/// Ends a text at the stop string that is completed first (the longest of those completed by the same character). Text is held back
/// only as long as it may be the beginning of a stop string, so the result does not depend on how the text was cut into pieces.
/// Knuth, Morris and Pratt 1977, one automaton per stop string.
/// </summary>
internal sealed class StopMatcher(ImmutableArray<string> stops)
{
    private readonly ImmutableArray<int[]> _borders = [.. stops.Select(Borders)];
    private readonly int[] _matched = new int[stops.Length];
    private readonly StringBuilder _held = new();

    /// <summary>Whether a stop string has been seen; nothing more comes out afterwards.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Adds text and returns what is now known to belong to the result.</summary>
    public string Append(string piece)
    {
        if (Stopped)
        {
            return "";
        }

        if (stops.IsEmpty)
        {
            return piece;
        }

        foreach (char next in piece)
        {
            _held.Append(next);
            int completed = Advance(next);
            if (completed > 0)
            {
                Stopped = true;
                return Release(_held.Length - completed);
            }
        }

        return Release(_held.Length - _matched.Max());
    }

    /// <summary>Ends the text: what was held back belongs to it after all, unless a stop string was seen.</summary>
    public string Flush() => Stopped ? "" : Release(_held.Length);

    /// <summary>Length of the longest stop string this character completes; 0 if none.</summary>
    private int Advance(char next)
    {
        int longest = 0;
        for (int i = 0; i < stops.Length; i++)
        {
            string stop = stops[i];
            int length = _matched[i];
            while (length > 0 && stop[length] != next)
            {
                length = _borders[i][length - 1];
            }

            _matched[i] = stop[length] == next ? length + 1 : 0;
            if (_matched[i] == stop.Length)
            {
                longest = Math.Max(longest, stop.Length);
            }
        }

        return longest;
    }

    private string Release(int count)
    {
        string text = _held.ToString(0, count);
        _held.Remove(0, count);
        return text;
    }

    /// <summary>For each prefix of <paramref name="text"/> the length of the longest proper prefix that is also its suffix.</summary>
    private static int[] Borders(string text)
    {
        int[] borders = new int[text.Length];
        for (int i = 1, length = 0; i < text.Length; i++)
        {
            while (length > 0 && text[i] != text[length])
            {
                length = borders[length - 1];
            }

            borders[i] = text[i] == text[length] ? ++length : 0;
        }

        return borders;
    }
}
