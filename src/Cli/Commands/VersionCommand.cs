using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Xinference.Kernels;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference version</c>: the program, the runtime and the processor.</summary>
internal static class VersionCommand
{
    private static string ProductVersion =>
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static Command Create()
    {
        ChoiceOption<OutputFormat> format = CommonOptions.Format();
        CliCommand command = new CliCommand(
            "version",
            "Prints the version of the program, the runtime and the processor's features.",
            "xinference version",
            "xinference version --format json").With(format);
        command.SetAction(parsed => Print(format.ValueIn(parsed)));
        return command;
    }

    private static int Print(OutputFormat? format)
    {
        var document = new VersionDocument(
            ProductVersion, RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier, CpuFeatures.Detect().ToString());
        if (format == OutputFormat.Json)
        {
            JsonOutput.Print(document, VersionJson.Default.VersionDocument);
        }
        else
        {
            Console.WriteLine($"xinference {document.Version}\n{document.Runtime} on {document.Platform}\n{document.Cpu}");
        }

        return ExitCodes.Success;
    }
}

/// <summary>What <c>version --format json</c> prints.</summary>
internal sealed record VersionDocument(string Version, string Runtime, string Platform, string Cpu);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(VersionDocument))]
internal sealed partial class VersionJson : JsonSerializerContext;
