using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Xinference.Cli.Commands;

/// <summary>The library's help page, followed by examples and, for the program itself, by exit codes and variables.</summary>
/// <param name="standard">Prints the library's page.</param>
internal sealed class HelpPage(HelpAction standard) : SynchronousCommandLineAction
{
    private const string ProgramNotes =
        """
        Examples:
          xinference start                          serve the embedded model on http://127.0.0.1:9997
          xinference start --model model.gguf       serve a model of your own
          xinference chat                           talk to the embedded model in the terminal
          xinference generate --model-path model.gguf --prompt "Once upon a time"
          xinference COMMAND --help                 options and examples of a command

        Exit codes:
          0    done
          1    a fault of the program
          2    the command line makes no sense, or the prompt does not fit the model
          3    the model or file is missing, broken, unsupported or too large
          4    the server cannot listen where it was told to
          5    the server at --endpoint cannot be reached or refused the request
          130  ended by Ctrl-C before it was done (143: by SIGTERM)

        Environment:
          XINFERENCE_HOME     folder for the unpacked embedded model; default: ~/.xinference
          XINFERENCE_API_KEY  key that the server asks for and clients present, unless --api-key is given
          XINFERENCE_CPU      kernels to compute with (reference, simd); default: the fastest for this processor
          XINFERENCE_PERF_MAP 1 tells perf the names of emitted kernels (/tmp/perf-PID.map), as DOTNET_PerfMapEnabled=1 does
        """;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Puts this page in the place of the library's.</summary>
    public static RootCommand Install(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpPage((HelpAction)option.Action!);
        return root;
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = standard.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not CliCommand command)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(ProgramNotes);
            return code;
        }

        parseResult.InvocationConfiguration.Output.WriteLine("Examples:");
        foreach (string example in command.Examples)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"  {example}");
        }

        return code;
    }
}
