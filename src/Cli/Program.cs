using System.CommandLine;
using System.Text;
using Xinference.Cli;
using Xinference.Cli.Commands;
using Xinference.Kernels.Jit;

// the same bytes whatever the terminal's locale
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

RootCommand root = HelpPage.Install(new("Xinference for .NET: serves language models from one program.")
{
    StartCommand.Create(),
    GenerateCommand.Create(),
    ChatCommand.Create(),
    EmbedCommand.Create(),
    RerankCommand.Create(),
    BenchCommand.Create(),
    InspectCommand.Create(),
    KernelsCommand.Create(),
    VersionCommand.Create(),
});

int code = await CommandRunner.RunAsync(root, args);
PerfMap.Join();
return code;
