using System.CommandLine;
using Xinference.Cli;
using Xinference.Cli.Commands;

var root = new RootCommand(
    """
    Xinference for .NET: serves language models from one program.

    Examples:
      xinference start                          serve the embedded model on http://127.0.0.1:9997
      xinference start --model model.gguf       serve a model of your own
      xinference chat                           talk to the embedded model in the terminal
      xinference generate --model-path m.gguf --prompt "Once upon a time"
    """)
{
    StartCommand.Create(),
    GenerateCommand.Create(),
    ChatCommand.Create(),
    BenchCommand.Create(),
    InspectCommand.Create(),
    VersionCommand.Create(),
};

return await CommandRunner.RunAsync(root, args);
