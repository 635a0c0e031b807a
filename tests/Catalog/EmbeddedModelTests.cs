using System.Text;

namespace Xinference.Catalog.Tests;

/// <summary>The files inside the program on their way to disk.</summary>
public sealed class EmbeddedModelTests : IDisposable
{
    private readonly TempFolder _home = new();

    private static PackedFolder Pack(params (string Name, string Content)[] files) =>
        new("tiny", [.. files.Select(f => new PackedFile(f.Name, () => new MemoryStream(Encoding.UTF8.GetBytes(f.Content))))]);

    private static PackedFolder Sample => Pack(("config.json", "{}"), ("model.safetensors", new string('w', 100_000)));

    [Fact]
    public void Unpacking_again_changes_nothing()
    {
        ModelLocation first = EmbeddedModel.Unpack(Sample, _home.Path);
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(first.Path, "config.json"));
        Assert.Equal(first, EmbeddedModel.Unpack(Sample, _home.Path));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(first.Path, "config.json")));
        IsWhole(first.Path);
    }

    [Fact]
    public void Other_contents_get_another_folder()
    {
        string first = EmbeddedModel.Unpack(Sample, _home.Path).Path;
        string second = EmbeddedModel.Unpack(Pack(("config.json", "{ }")), _home.Path).Path;
        Assert.NotEqual(first, second);
        IsWhole(first);
    }

    [Fact]
    public async Task All_who_unpack_at_once_find_a_whole_model()
    {
        using var barrier = new Barrier(8);
        ModelLocation[] locations = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                barrier.SignalAndWait();
                ModelLocation location = EmbeddedModel.Unpack(Sample, _home.Path);
                IsWhole(location.Path);
                return location;
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        Assert.Single(locations.Distinct());
        Assert.Single(Directory.GetFileSystemEntries(_home.PathOf("embedded")));
    }

    [Fact]
    public void What_an_interrupted_program_left_does_no_harm()
    {
        string folder = Sample.FolderBelow(_home.PathOf("embedded"));
        Directory.CreateDirectory($"{folder}.abc.partial");
        File.WriteAllText(Path.Combine($"{folder}.abc.partial", "model.safetensors"), "ww");
        IsWhole(EmbeddedModel.Unpack(Sample, _home.Path).Path);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_damaged_folder_is_replaced(bool missing)
    {
        string folder = EmbeddedModel.Unpack(Sample, _home.Path).Path;
        string weights = Path.Combine(folder, "model.safetensors");
        if (missing)
        {
            File.Delete(weights);
        }
        else
        {
            File.WriteAllText(weights, "w");
        }

        Assert.Equal(folder, EmbeddedModel.Unpack(Sample, _home.Path).Path);
        IsWhole(folder);
    }

    [Fact]
    public void A_home_that_cannot_be_written_is_told()
    {
        string home = _home.PathOf("file");
        File.WriteAllText(home, "");
        var fault = Assert.Throws<CatalogException>(() => EmbeddedModel.Unpack(Sample, home));
        Assert.Contains(home, fault.Message, StringComparison.Ordinal);
        Assert.Contains("XINFERENCE_HOME", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_real_one_unpacks_twice_to_the_same_place()
    {
        Assert.Equal(EmbeddedModel.Unpack(_home.Path), EmbeddedModel.Unpack(_home.Path));
    }

    public void Dispose() => _home.Dispose();

    private static void IsWhole(string folder)
    {
        Assert.Equal(["config.json", "model.safetensors"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(100_000, new FileInfo(Path.Combine(folder, "model.safetensors")).Length);
    }
}
