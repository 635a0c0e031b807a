using System.CommandLine;
using Xinference.Api;

namespace Xinference.Cli;

/// <summary>Says what is wrong with a command line, and what may have been meant.</summary>
internal static class UsageFaults
{
    /// <summary>One line for each fault; nothing where there is none.</summary>
    public static IEnumerable<string> Describe(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count == 0)
        {
            return parsed.Errors.Select(error => error.Message.ReplaceLineEndings(" ").Trim());
        }

        // the value after an unknown option is unmatched too, but it is the option that is wrong
        string unknown = parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-')) ?? parsed.UnmatchedTokens[0];
        return [DescribeUnknown(unknown.Split('=', 2)[0], parsed.CommandResult.Command)];
    }

    /// <summary>The command as it was typed: <c>xinference generate</c>.</summary>
    public static string CommandPath(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        return command is RootCommand ? "xinference" : $"xinference {command.Name}";
    }

    private static string DescribeUnknown(string token, Command command)
    {
        if (token.StartsWith('-'))
        {
            IEnumerable<Option> options = command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive));
            return $"unknown option '{token}'{Suggest(token, options.SelectMany(option => option.Aliases.Append(option.Name)))}";
        }

        return command.Subcommands.Count > 0
            ? $"unknown command '{token}'{Suggest(token, command.Subcommands.Select(sub => sub.Name))}"
            : $"'{token}' belongs to no option; text of several words needs quotation marks";
    }

    private static string Suggest(string token, IEnumerable<string> known) =>
        NearestName.Find(token, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";
}
