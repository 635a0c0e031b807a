using System.CommandLine;
using Xinference.Catalog;
using Xinference.Cli.Commands;
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
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            foreach (string fault in UsageFaults.Describe(parsed))
            {
                await Console.Error.WriteLineAsync($"error: {fault}");
            }

            await Console.Error.WriteLineAsync($"see: {UsageFaults.CommandPath(parsed)} --help");
            return ExitCodes.Usage;
        }

        using var termination = new Termination();
        try
        {
            return await termination.WaitAsync(Task.Run(() => InvokeAsync(parsed, termination.Token)), GraceOf(parsed));
        }
        catch (OperationCanceledException) when (termination.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("cancelled");
            return termination.ExitCode;
        }
        catch (Exception e) when (ExitCodeOf(e) is { } code)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message.ReplaceLineEndings(" ")}");
            return code;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"error: a fault of the program, please report it with these lines: {e}");
            return ExitCodes.Failure;
        }
    }

    // signals and faults are handled here, not by the library
    private static Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken) => parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellationToken);

    private static TimeSpan GraceOf(ParseResult parsed) => (parsed.CommandResult.Command as CliCommand)?.Grace ?? TimeSpan.Zero;

    private static int? ExitCodeOf(Exception e) => e switch
    {
        UsageException => ExitCodes.Usage,
        CatalogException or WeightFileException or ModelException or LoadException or TokenizerException or TemplateException => ExitCodes.Model,
        OutOfMemoryException => ExitCodes.Model,
        ListenException => ExitCodes.Listen,
        EndpointException => ExitCodes.Endpoint,
        _ => null,
    };
}
