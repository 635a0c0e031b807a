using System.Collections.Immutable;
using CsCheck;

namespace Xinference.Serving.Tests;

public class StopMatcherTests
{
    // Few letters make overlaps and near misses common.
    private static readonly Gen<string> Letters = Gen.Char['a', 'c'].Array[0, 24].Select(chars => new string(chars));
    private static readonly Gen<ImmutableArray<string>> Stops =
        Gen.Char['a', 'c'].Array[1, 5].Select(chars => new string(chars)).Array[0, 4].Select(stops => stops.ToImmutableArray());

    [Fact]
    public void Any_cut_into_pieces_gives_the_text_up_to_the_stop_string_completed_first() =>
        Gen.Select(Letters, Stops, Gen.Int[1, 4].Array[0, 24]).Sample((text, stops, sizes) =>
        {
            StopMatcher matcher = new(stops);
            string streamed = string.Concat(Cut(text, sizes).Select(matcher.Append)) + matcher.Flush();
            (string expected, bool stopped) = CutAtStop(text, stops);
            Assert.Equal(expected, streamed);
            Assert.Equal(stopped, matcher.Stopped);
        });

    [Fact]
    public void No_more_is_held_back_than_may_become_a_stop_string() =>
        Gen.Select(Letters, Stops).Sample((text, stops) =>
        {
            StopMatcher matcher = new(stops);
            int emitted = 0;
            for (int i = 0; i < text.Length; i++)
            {
                emitted += matcher.Append(text[i].ToString()).Length;
                if (matcher.Stopped)
                {
                    return;
                }

                string seen = text[..(i + 1)];
                int held = stops.Select(stop => LongestBeginning(seen, stop)).DefaultIfEmpty(0).Max();
                Assert.Equal(seen.Length - held, emitted);
            }
        });

    [Fact]
    public void The_longest_of_the_stop_strings_completed_together_is_cut_off()
    {
        StopMatcher matcher = new(["b", "ab"]);
        Assert.Equal("c", matcher.Append("cabx"));
        Assert.True(matcher.Stopped);
    }

    /// <summary>The definition: the stop string that ends first; among those that end together the longest.</summary>
    internal static (string Text, bool Stopped) CutAtStop(string text, IReadOnlyCollection<string> stops)
    {
        for (int end = 1; end <= text.Length; end++)
        {
            string? longest = stops.Where(text[..end].EndsWithOrdinal).MaxBy(stop => stop.Length);
            if (longest is not null)
            {
                return (text[..(end - longest.Length)], true);
            }
        }

        return (text, false);
    }

    private static int LongestBeginning(string seen, string stop) =>
        Enumerable.Range(0, stop.Length).Reverse().First(length => seen.EndsWithOrdinal(stop[..length]));

    private static IEnumerable<string> Cut(string text, IEnumerable<int> sizes)
    {
        int at = 0;
        foreach (int size in sizes.TakeWhile(_ => at < text.Length))
        {
            yield return text.Substring(at, Math.Min(size, text.Length - at));
            at += size;
        }

        yield return text[Math.Min(at, text.Length)..];
    }
}

internal static class OrdinalExtensions
{
    public static bool EndsWithOrdinal(this string text, string end) => text.EndsWith(end, StringComparison.Ordinal);
}
