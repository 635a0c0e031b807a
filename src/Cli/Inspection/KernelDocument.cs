using System.Text.Json.Serialization;
using Xinference.Kernels;
using Xinference.Kernels.Jit;

namespace Xinference.Cli.Inspection;

/// <summary>What <c>kernels --format json</c> prints.</summary>
internal sealed record KernelListDocument(IReadOnlyList<KernelDocument> Kernels);

/// <summary>A kernel; the time of its emission is null where the system does not let memory be made executable.</summary>
internal sealed record KernelDocument(string Name, string Rung, bool RunsHere, int Bytes, double? EmissionUs, string Purpose)
{
    /// <summary>All kernels, their emission timed when the emitter itself has been compiled.</summary>
    public static IReadOnlyList<KernelDocument> All(TimeProvider time)
    {
        IReadOnlyList<EmittedKernel> kernels = EmittedKernels.All();
        bool mayEmit = ExecutableMemory.IsAllowed();
        if (mayEmit)
        {
            _ = kernels.Sum(kernel => kernel.MeasureEmission(time));
        }

        return
        [
            .. kernels.Select(kernel => new KernelDocument(
                kernel.Name,
                kernel.Rung,
                KernelRungs.Runs(kernel.Rung),
                kernel.Assemble().Length,
                mayEmit ? kernel.MeasureEmission(time) * 1e6 : null,
                kernel.Purpose)),
        ];
    }
}

/// <summary>What <c>kernels --dump NAME --format json</c> prints.</summary>
internal sealed record DumpDocument(string Name, string Rung, string Purpose, int Bytes, IReadOnlyList<LineDocument> Code)
{
    public static DumpDocument Of(EmittedKernel kernel)
    {
        byte[] code = kernel.Assemble();
        return new(kernel.Name, kernel.Rung, kernel.Purpose, code.Length, [.. Disassembly.Of(code).Select(LineDocument.Of)]);
    }
}

/// <summary>One instruction.</summary>
internal sealed record LineDocument(int Offset, string Bytes, string Text)
{
    public static LineDocument Of(CodeLine line) => new(line.Offset, Convert.ToHexStringLower(line.Bytes.Span), line.Text);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(KernelListDocument))]
[JsonSerializable(typeof(DumpDocument))]
internal sealed partial class KernelJson : JsonSerializerContext;
