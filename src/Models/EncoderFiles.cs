using Xinference.Formats;
using Xinference.Models.Architectures;

namespace Xinference.Models;

/// <summary>Reads what the files of an encoder say it is.</summary>
internal static class EncoderFiles
{
    /// <summary>The spec; null where the files name no encoder.</summary>
    /// <exception cref="ModelException">They name one that makes no sense.</exception>
    public static EncoderSpec? Describe(IWeightFile weights, string folder, HfConfig? config)
    {
        IEncoderArchitecture? architecture = Find(weights, config);
        if (architecture is null)
        {
            return null;
        }

        EncoderSpec spec = architecture.Describe(weights is GgufFile gguf
            ? GgufEncoderHyperparameters.Read(gguf, architecture.Name)
            : HfEncoderHyperparameters.Read(config!, folder, architecture.Name));
        EncoderCheck.Check(spec);
        return spec;
    }

    private static IEncoderArchitecture? Find(IWeightFile weights, HfConfig? config)
    {
        if (weights is GgufFile gguf)
        {
            string? name = gguf.Metadata.GetString("general.architecture");
            return ArchitectureRegistry.Encoders.FirstOrDefault(a => a.GgufNames.Contains(name));
        }

        IReadOnlyList<string> names = config!.Strings("architectures") ?? [];
        return ArchitectureRegistry.Encoders.FirstOrDefault(a => a.HuggingFaceNames.Any(names.Contains));
    }
}
