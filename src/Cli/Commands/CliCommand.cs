using System.CommandLine;

namespace Xinference.Cli.Commands;

/// <summary>A command with what its help page and its end need to know.</summary>
internal sealed class CliCommand : Command
{
    /// <param name="name">What is typed.</param>
    /// <param name="description">One sentence, shown in the list of commands.</param>
    /// <param name="examples">Command lines that work as they stand.</param>
    public CliCommand(string name, string description, params IReadOnlyList<string> examples)
        : base(name, description) => Examples = examples;

    /// <summary>Command lines that work as they stand.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>How long it may go on after the first Ctrl-C or SIGTERM before the program ends without it.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Adds options in the order in which the help page lists them.</summary>
    public CliCommand With(params IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            Add(option);
        }

        return this;
    }
}
