using System.CommandLine;
using System.Globalization;
using Xinference.Api;
using Xinference.Cli.Inspection;
using Xinference.Kernels;
using Xinference.Kernels.Jit;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference kernels</c>: the machine code that this program writes at run time, by name.</summary>
internal static class KernelsCommand
{
    public static Command Create()
    {
        var dump = new Option<string?>("--dump")
        {
            Description = "Name of a kernel to disassemble: address, bytes and instruction (NASM's syntax).",
            HelpName = "name",
        };
        ChoiceOption<OutputFormat> format = CommonOptions.Format();
        CliCommand command = new CliCommand(
            "kernels",
            "Lists the kernels that are emitted as machine code, those of other processors too, or disassembles one.",
            "xinference kernels",
            "xinference kernels --dump panel_q4_0_t1_avx2",
            "xinference kernels --format json").With(dump, format);
        command.SetAction(parsed => Run(parsed.GetValue(dump), format.ValueIn(parsed) == OutputFormat.Json));
        return command;
    }

    private static int Run(string? name, bool json)
    {
        if (name is null)
        {
            List(json);
        }
        else
        {
            Dump(name, json);
        }

        return ExitCodes.Success;
    }

    private static void List(bool json)
    {
        var documents = KernelDocument.All(TimeProvider.System);
        if (json)
        {
            JsonOutput.Print(new KernelListDocument(documents), KernelJson.Default.KernelListDocument);
            return;
        }

        WideTable.Print(
            ["kernel", "rung", "runs here", ">bytes", ">emitted in µs", "for"],
            documents.Select(d => new[]
            {
                d.Name,
                d.Rung,
                d.RunsHere ? "yes" : "no",
                d.Bytes.ToString(CultureInfo.InvariantCulture),
                d.EmissionUs?.ToString("F0", CultureInfo.InvariantCulture) ?? "–",
                d.Purpose,
            }));
    }

    private static void Dump(string name, bool json)
    {
        EmittedKernel kernel = EmittedKernels.Find(name) ?? throw new UsageException(
            $"--dump '{name}': no such kernel{(NearestName.Find(name, EmittedKernels.All().Select(k => k.Name)) is { } near ? $"; did you mean '{near}'?" : "; xinference kernels lists them")}");
        DumpDocument document = DumpDocument.Of(kernel);
        if (json)
        {
            JsonOutput.Print(document, KernelJson.Default.DumpDocument);
            return;
        }

        Console.WriteLine($"; {kernel.Name}: {kernel.Purpose}, {document.Bytes} bytes{(KernelRungs.Runs(kernel.Rung) ? "" : ", not for this processor")}");
        foreach (LineDocument line in document.Code)
        {
            Console.WriteLine($"{line.Offset:x6}  {line.Bytes,-24}  {line.Text}");
        }
    }
}
