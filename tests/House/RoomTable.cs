using System.Text.RegularExpressions;
using Xinference.Testing;

namespace Xinference.House.Tests;

/// <summary>The table under the heading "Rooms" in docs/ARCHITECTURE.md: room, purpose, rooms it may use.</summary>
internal static partial class RoomTable
{
    /// <summary>The rooms in the order of the table, each with the rooms it may use.</summary>
    internal static OrderedDictionary<string, IReadOnlySet<string>> Read()
    {
        var rooms = new OrderedDictionary<string, IReadOnlySet<string>>();
        IEnumerable<string> section = File.ReadLines(RepoFiles.Path("docs", "ARCHITECTURE.md"))
            .SkipWhile(line => line != "## Rooms").Skip(1)
            .TakeWhile(line => !line.StartsWith('#'));
        foreach (string line in section.Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            string[] cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
            Assert.True(cells.Length == 3, $"a row of the table of rooms needs three cells: {line}");
            rooms.Add(Names(cells[0]).Single(), Names(cells[2]).ToHashSet());
        }

        Assert.NotEmpty(rooms);
        return rooms;
    }

    /// <summary>All rooms that <paramref name="room"/> reaches through the rooms it may use.</summary>
    internal static IReadOnlySet<string> Below(string room)
    {
        OrderedDictionary<string, IReadOnlySet<string>> rooms = Read();
        var reached = new HashSet<string>();
        var open = new Stack<string>(rooms[room]);
        while (open.TryPop(out string? next))
        {
            if (reached.Add(next))
            {
                foreach (string used in rooms[next])
                {
                    open.Push(used);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<string> Names(string cell) => CodeSpan().Matches(cell).Select(match => match.Groups[1].Value);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();
}
