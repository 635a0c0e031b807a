using CsCheck;

namespace Xinference.Catalog.Tests;

/// <summary>What a name or a path means.</summary>
public sealed class ModelResolverTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void A_file_goes_by_its_name_without_the_known_extensions() =>
        (from stem in Gen.String[Gen.Char["abcXYZ019-_. é猫"], 1, 20]
         from extension in Gen.OneOf(Gen.Const(".gguf"), Gen.Const(".safetensors"), Gen.Const(".bin"), Gen.Const(""))
         select stem + extension)
        .Where(name => name.Trim() == name && name is not ("." or ".."))
        .Sample(name =>
        {
            string path = _folder.PathOf(name);
            File.WriteAllText(path, "");
            ModelLocation location = ModelResolver.Resolve(path, _folder.PathOf("home"));
            File.Delete(path);
            Assert.Equal(path, location.Path);
            Assert.NotEmpty(location.Name);
            Assert.StartsWith(location.Name, name is ".gguf" or ".safetensors" ? "model" : name, StringComparison.Ordinal);
            Assert.False(location.Name.EndsWith(".gguf", StringComparison.Ordinal) && !name.EndsWith(".gguf.gguf", StringComparison.Ordinal)
                && name.EndsWith(".gguf", StringComparison.Ordinal), location.Name);
        });

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/.")]
    public void A_folder_goes_by_its_name_however_it_is_written(string ending)
    {
        string path = Directory.CreateDirectory(_folder.PathOf("Llama-3")).FullName;
        ModelLocation location = ModelResolver.Resolve(path + ending, _folder.Path);
        Assert.StartsWith("Llama-3", location.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void Even_the_root_has_a_name() => Assert.NotEmpty(ModelResolver.Resolve(Path.GetPathRoot(_folder.Path), _folder.Path).Name);

    [Theory]
    [InlineData("")]
    [InlineData("no-such-model")]
    [InlineData("no/such/file.gguf")]
    [InlineData("a\0b")]
    public void What_is_neither_is_refused_by_name(string name)
    {
        var fault = Assert.Throws<CatalogException>(() => ModelResolver.Resolve(name, _folder.Path));
        Assert.Contains($"'{name}'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(EmbeddedModel.Name, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_and_the_name_mean_the_embedded_model()
    {
        ModelLocation unnamed = ModelResolver.Resolve(null, _folder.Path);
        Assert.Equal(unnamed, ModelResolver.Resolve(EmbeddedModel.Name, _folder.Path));
        Assert.Equal(EmbeddedModel.Name, unnamed.Name);
        Assert.Contains("config.json", Directory.GetFiles(unnamed.Path).Select(Path.GetFileName));
    }

    public void Dispose() => _folder.Dispose();
}
