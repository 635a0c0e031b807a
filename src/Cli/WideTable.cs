using Spectre.Console;

namespace Xinference.Cli;

/// <summary>A table for people whose rows are not folded when it goes into a pipe.</summary>
internal static class WideTable
{
    // wider than any row
    private const int RedirectedWidth = 1000;

    /// <summary>Prints rows; columns named with a leading <c>&gt;</c> are numbers, aligned to the right.</summary>
    public static void Print(string[] columns, IEnumerable<string[]> rows)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        console.Profile.Width = Console.IsOutputRedirected ? RedirectedWidth : console.Profile.Width;
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in columns)
        {
            var header = new TableColumn(Markup.Escape(column.TrimStart('>')));
            table.AddColumn(column.StartsWith('>') ? header.RightAligned() : header);
        }

        foreach (string[] row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        console.Write(table);
    }
}
