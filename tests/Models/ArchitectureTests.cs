using Xinference.Kernels;
using Xinference.Models.Architectures;
using Xinference.Testing;

namespace Xinference.Models.Tests;

public sealed class ArchitectureTests
{
    private const int MostLines = 80;

    public static TheoryData<IArchitecture> All => new(ArchitectureRegistry.All);

    [Theory, MemberData(nameof(All))]
    public void An_architecture_is_a_short_file_of_its_own_name(IArchitecture architecture)
    {
        string path = RepoFiles.Path("src", "Models", "Architectures", $"{architecture.GetType().Name}.cs");
        Assert.True(File.Exists(path), $"{path} is missing");
        Assert.InRange(File.ReadAllLines(path).Length, 1, MostLines);
    }

    public static TheoryData<IEncoderArchitecture> Encoders => new(ArchitectureRegistry.Encoders);

    [Theory, MemberData(nameof(Encoders))]
    public void An_encoder_is_a_short_file_of_its_own_name(IEncoderArchitecture architecture)
    {
        string path = RepoFiles.Path("src", "Models", "Architectures", $"{architecture.GetType().Name}.cs");
        Assert.True(File.Exists(path), $"{path} is missing");
        Assert.InRange(File.ReadAllLines(path).Length, 1, MostLines);
    }

    [Fact]
    public void No_two_architectures_share_a_name()
    {
        IEnumerable<string> names = ArchitectureRegistry.All.SelectMany(a => a.GgufNames.Concat(a.HuggingFaceNames))
            .Concat(ArchitectureRegistry.Encoders.SelectMany(a => a.GgufNames.Concat(a.HuggingFaceNames)));
        Assert.Empty(names.GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void An_unknown_architecture_is_refused_with_the_known_ones()
    {
        string path = new TinyGguf { Architecture = "mamba9" }.Save();
        ModelException refused = Assert.Throws<ModelException>(() => ModelFiles.Open(path));
        Assert.Contains("mamba9", refused.Message, StringComparison.Ordinal);
        Assert.Contains("qwen3", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama", RopeStyle.Pairs)]
    [InlineData("qwen2", RopeStyle.Halves)]
    [InlineData("qwen3", RopeStyle.Halves)]
    public void Gguf_llama_rotates_pairs_and_the_others_halves(string name, RopeStyle style)
    {
        using ModelFiles files = ModelFiles.Open(new TinyGguf { Architecture = name }.Save());
        Assert.Equal(style, files.Spec.Rope!.Style);
    }

    [Fact]
    public void The_same_model_gives_the_same_spec_from_both_formats()
    {
        using ModelFiles gguf = ModelFiles.Open(RepoFiles.Shared("models", "stories260K", "stories260K.gguf"));
        using ModelFiles folder = ModelFiles.Open(RepoFiles.Shared("models", "stories260K", "hf"));
        DecoderSpec expected = folder.Spec with
        {
            Naming = WeightNaming.Gguf,
            TiedEmbeddings = null,
            Rope = folder.Spec.Rope! with { Style = RopeStyle.Pairs },
        };
        Assert.Equal(expected, gguf.Spec);
    }
}
