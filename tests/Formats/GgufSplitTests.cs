using Xinference.Formats.Tests.Support;
using Xinference.Tensors;

namespace Xinference.Formats.Tests;

public sealed class GgufSplitTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_part_opens_the_whole(int given)
    {
        string[] paths = Parts(3);
        using var file = GgufFile.Open(paths[given]);
        IWeightFile weights = file;
        Assert.Equal(paths, file.Paths);
        Assert.Equal(["t0", "t1", "t2"], file.Tensors.Keys);
        Assert.Equal("llama", file.Metadata.RequireString("general.architecture"));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal([(byte)i, 1, 2, 3], GgufRoundTripTests.Bytes(weights.Open($"t{i}"))));
    }

    [Fact]
    public void A_folder_of_parts_opens()
    {
        Parts(2);
        using IWeightFile file = WeightFile.Open(_folder.Root);
        Assert.Equal(2, file.Tensors.Count);
    }

    [Fact]
    public void A_single_part_needs_no_name()
    {
        string path = _folder.PathOf("alone.gguf");
        Part(path, 0, 1, 1);
        using GgufFile file = GgufFile.Open(path);
        Assert.Single(file.Tensors);
    }

    [Fact]
    public void A_missing_part_is_named()
    {
        string[] paths = Parts(3);
        File.Delete(paths[1]);
        Faults.Expect(paths[0], () => GgufFile.Open(paths[0]), "model-00002-of-00003.gguf", "missing");
    }

    [Fact]
    public void A_renamed_part_is_refused()
    {
        string path = _folder.PathOf("renamed.gguf");
        File.Move(Parts(2)[0], path);
        Faults.Expect(path, () => GgufFile.Open(path), "one of 2 parts", "named");
    }

    [Fact]
    public void A_part_of_another_model_is_refused()
    {
        string[] paths = Parts(2);
        Part(paths[1], 0, 2, 2);
        Faults.Expect(paths[1], () => GgufFile.Open(paths[0]), "split.no is 0, 1 was expected");
        Part(paths[1], 1, 5, 2);
        Faults.Expect(paths[1], () => GgufFile.Open(paths[0]), "split.count is 5");
        new GgufWriter().Save(paths[1]);
        Faults.Expect(paths[1], () => GgufFile.Open(paths[0]), "split.count is missing");
    }

    [Fact]
    public void A_wrong_total_is_refused()
    {
        string[] paths = [PathOf(0, 2), PathOf(1, 2)];
        Part(paths[0], 0, 2, 7);
        Part(paths[1], 1, 2, 7);
        Faults.Expect(paths[0], () => GgufFile.Open(paths[0]), "split.tensors.count is 7, 2 was expected");
    }

    [Fact]
    public void A_tensor_in_two_parts_is_refused()
    {
        string[] paths = [PathOf(0, 2), PathOf(1, 2)];
        Part(paths[0], 0, 2, 2);
        Part(paths[1], 1, 2, 2, tensor: "t0");
        Faults.Expect(paths[1], () => GgufFile.Open(paths[0]), "'t0' occurs twice");
    }

    [Fact]
    public void A_wild_count_is_refused()
    {
        string path = PathOf(0, 1);
        new GgufWriter().Add("split.no", (ushort)0).Add("split.count", long.MaxValue).Save(path);
        Faults.Expect(path, () => GgufFile.Open(path), "split.count");
    }

    public void Dispose() => _folder.Dispose();

    private string PathOf(int part, int count) => _folder.PathOf($"model-{part + 1:D5}-of-{count:D5}.gguf");

    private string[] Parts(int count)
    {
        string[] paths = [.. Enumerable.Range(0, count).Select(i => PathOf(i, count))];
        for (int i = 0; i < count; i++)
        {
            Part(paths[i], i, count, count);
        }

        return paths;
    }

    private static void Part(string path, int number, int count, int tensors, string? tensor = null)
    {
        GgufWriter writer = new GgufWriter()
            .Add("split.no", (ushort)number)
            .Add("split.count", (ushort)count)
            .Add("split.tensors.count", tensors)
            .AddTensor(tensor ?? $"t{number}", DType.I8, new Shape(4), [(byte)number, 1, 2, 3]);
        if (number == 0)
        {
            writer.Add("general.architecture", "llama");
        }

        writer.Save(path);
    }
}
