using Xinference.Formats;
using Xinference.Models.Architectures;

namespace Xinference.Models;

/// <summary>A model as it lies on disk: its spec and its weights, mapped. Disposing unmaps the weights.</summary>
public sealed class ModelFiles : IDisposable
{
    private readonly DecoderSpec? _decoder;

    private ModelFiles(IWeightFile weights, string folder, HfConfig? config)
    {
        Weights = weights;
        Folder = folder;
        Config = config;
        Encoder = EncoderFiles.Describe(weights, folder, config);
        _decoder = Encoder is null ? Describe(weights, folder, config) : null;
    }

    /// <summary>The mapped weights.</summary>
    public IWeightFile Weights { get; }

    /// <summary>What the files say the model is, where it is a decoder.</summary>
    /// <exception cref="ModelException">It is an encoder.</exception>
    public DecoderSpec Spec => _decoder ?? throw new ModelException(
        $"{Encoder!.Architecture} is an encoder, which gives embeddings or scores and no text; xinference embed or rerank runs it");

    /// <summary>What the files say the model is, where it is an encoder; null for a decoder.</summary>
    public EncoderSpec? Encoder { get; }

    /// <summary>What the model makes of a sequence.</summary>
    public Pooling Pooling => Encoder?.Pooling ?? _decoder!.Pooling;

    /// <summary>How the checkpoint quantised its linear layers; null where it did not, or each tensor says all of itself.</summary>
    public HfQuantization? Quantization => _decoder?.Quantization;

    /// <summary>The folder that the files lie in.</summary>
    public string Folder { get; }

    /// <summary><c>config.json</c>; null for a GGUF file.</summary>
    public HfConfig? Config { get; }

    /// <summary>The GGUF file, where it is one.</summary>
    public GgufFile? Gguf => Weights as GgufFile;

    /// <summary>Opens a GGUF file, or a Hugging Face folder with <c>config.json</c> and safetensors weights.</summary>
    /// <exception cref="WeightFileException">A file is missing, broken, or of a kind this build does not read.</exception>
    /// <exception cref="ModelException">The model is whole but this build cannot run it.</exception>
    public static ModelFiles Open(string path)
    {
        IWeightFile weights = WeightFile.Open(path);
        try
        {
            string folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
            HfConfig? config = weights is GgufFile ? null : HfConfig.Open(folder);
            return new(weights, folder, config);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    private static DecoderSpec Describe(IWeightFile weights, string folder, HfConfig? config)
    {
        DecoderSpec spec;
        if (weights is GgufFile gguf)
        {
            IArchitecture architecture = ArchitectureRegistry.ForGguf(gguf.Metadata.RequireString("general.architecture"));
            spec = architecture.Describe(GgufHyperparameters.Read(gguf, architecture.Name));
        }
        else
        {
            IArchitecture architecture = ArchitectureRegistry.ForHuggingFace(config!.Strings("architectures") ?? []);
            spec = architecture.Describe(HfHyperparameters.Read(config, architecture.Name)) with
            {
                Pooling = PoolingFile.Read(folder) ?? Pooling.None,
                Quantization = HfQuantization.Read(config, folder),
            };
        }

        SpecCheck.Check(spec);
        return spec;
    }
}
