using System.CommandLine;
using Xinference.Cli.Inspection;
using Xinference.Formats;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference inspect</c>: what is in a weight file.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("file") { Description = "A GGUF or safetensors file, or a model folder." };
        ChoiceOption<OutputFormat> format = CommonOptions.Format();
        CliCommand command = new CliCommand(
            "inspect",
            "Prints metadata and tensors of a weight file without loading it.",
            "xinference inspect model.gguf",
            "xinference inspect path/to/folder --format json").With(format);
        command.Add(path);
        command.SetAction(parsed => Run(parsed.GetValue(path)!, format.ValueIn(parsed)));
        return command;
    }

    private static int Run(string path, OutputFormat? format)
    {
        using IWeightFile file = WeightFile.Open(path);
        if (format == OutputFormat.Json)
        {
            JsonOutput.Print(InspectionDocument.Of(file));
        }
        else
        {
            InspectionTables.Print(file);
        }

        return ExitCodes.Success;
    }
}
