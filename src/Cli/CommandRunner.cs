using System.CommandLine;
using Spectre.Console;
using Xinference.Catalog;
using Xinference.Formats;
using Xinference.Loading;
using Xinference.Models;
using Xinference.Tokenizers;
using Xinference.Tokenizers.Templates;

namespace Xinference.Cli;

/// <summary>Runs a command line: faults that have a message of their own become one line on standard error and an exit code.</summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"error: {error.Message}");
            }

            await Console.Error.WriteLineAsync($"see: {CommandPath(parsed)} --help");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromDays(2) });
        }
        catch (Exception e) when (ExitCodeOf(e) is { } code)
        {
            await Console.Error.WriteLineAsync(code == ExitCodes.Cancelled ? "cancelled" : $"error: {e.Message}");
            return code;
        }
        catch (Exception e)
        {
            AnsiConsole.Console.Profile.Out = new AnsiConsoleOutput(Console.Error);
            AnsiConsole.WriteException(e);
            return ExitCodes.Failure;
        }
    }

    private static int? ExitCodeOf(Exception e) => e switch
    {
        UsageException => ExitCodes.Usage,
        CatalogException or WeightFileException or ModelException or LoadException or TokenizerException or TemplateException => ExitCodes.Model,
        ListenException => ExitCodes.Listen,
        EndpointException => ExitCodes.Endpoint,
        OperationCanceledException => ExitCodes.Cancelled,
        _ => null,
    };

    private static string CommandPath(ParseResult parsed)
    {
        List<string> names = [];
        for (System.CommandLine.Parsing.SymbolResult? result = parsed.CommandResult; result is not null; result = result.Parent)
        {
            if (result is System.CommandLine.Parsing.CommandResult command)
            {
                names.Insert(0, command.Parent is null ? "xinference" : command.Command.Name);
            }
        }

        return string.Join(' ', names);
    }
}
