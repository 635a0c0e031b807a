namespace Xinference.Models;

/// <summary>One encoder architecture: the names it goes by, and how it differs from the plain encoder that every file describes.</summary>
public interface IEncoderArchitecture
{
    /// <summary>The name for people.</summary>
    string Name { get; }

    /// <summary>Values of <c>general.architecture</c> in GGUF files.</summary>
    IReadOnlyList<string> GgufNames { get; }

    /// <summary>Entries of <c>architectures</c> in <c>config.json</c>.</summary>
    IReadOnlyList<string> HuggingFaceNames { get; }

    /// <summary>The spec, given what the file's common hyper-parameters say.</summary>
    EncoderSpec Describe(EncoderSpec common);
}
