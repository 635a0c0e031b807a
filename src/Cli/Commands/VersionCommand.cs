using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Xinference.Kernels;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference version</c>: the program, the runtime and the processor.</summary>
internal static class VersionCommand
{
    public static string ProductVersion =>
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static Command Create()
    {
        Option<OutputFormat> format = CommonOptions.Format();
        var command = new Command("version", "Prints the version of the program, the runtime and the processor's features.") { format };
        command.SetAction(parsed => Print(parsed.GetValue(format)));
        return command;
    }

    private static int Print(OutputFormat format)
    {
        var document = new VersionDocument(
            ProductVersion, RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier, CpuFeatures.Detect().ToString());
        Console.WriteLine(format == OutputFormat.Json
            ? JsonSerializer.Serialize(document, VersionJson.Default.VersionDocument)
            : $"xinference {document.Version}\n{document.Runtime} on {document.Platform}\n{document.Cpu}");
        return ExitCodes.Success;
    }
}

/// <summary>What <c>version --format json</c> prints.</summary>
internal sealed record VersionDocument(string Version, string Runtime, string Platform, string Cpu);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(VersionDocument))]
internal sealed partial class VersionJson : JsonSerializerContext;
