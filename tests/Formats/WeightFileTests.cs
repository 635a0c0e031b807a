using Xinference.Formats.Tests.Support;
using Xinference.Tensors;
using Xinference.Testing;

namespace Xinference.Formats.Tests;

public sealed class WeightFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string, byte[], string> Foreign => new()
    {
        { "pytorch_model.bin", [.. "PK"u8, 3, 4, .. new byte[60]], "PyTorch" },
        { "model.gguf", [.. "PK"u8, 3, 4, .. new byte[60]], "PyTorch" },
        { "old.pth", [0x80, 2, .. new byte[60]], "PyTorch" },
        { "ggml-model.bin", [.. "tjgg"u8, .. new byte[60]], "before GGUF" },
        { "tf_model.h5", [0x89, .. "HDF"u8, .. new byte[60]], "HDF5" },
        { "model.onnx", [8, 7, 18, 7, .. "pytorch"u8], "ONNX" },
        { "model.tflite", [28, 0, 0, 0, .. "TFL3"u8, .. new byte[60]], "TensorFlow Lite" },
        { "readme.md", [.. "# Hello"u8], "neither GGUF nor safetensors" },
        { "empty", [], "empty" },
    };

    [Theory]
    [InlineData("model.gguf")]
    [InlineData("sha256-0123")]
    [InlineData("model.safetensors")]
    public void Content_tells_gguf(string name)
    {
        new GgufWriter().AddTensor("w", DType.F32, new Shape(1), [0, 0, 0, 0]).Save(_folder.PathOf(name));
        using IWeightFile file = WeightFile.Open(_folder.PathOf(name));
        Assert.Equal("gguf", file.Format);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("sha256-0123")]
    [InlineData("pytorch_model.bin")]
    public void Content_tells_safetensors(string name)
    {
        new SafetensorsWriter().AddTensor("w", DType.F32, new Shape(1), [0, 0, 0, 0]).Save(_folder.PathOf(name));
        using IWeightFile file = WeightFile.Open(_folder.PathOf(name));
        Assert.Equal("safetensors", file.Format);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Other_files_are_named(string name, byte[] content, string word)
    {
        string path = _folder.Write(name, content);
        Faults.Expect(path, () => WeightFile.Open(path), "not a weight file this build reads", word);
    }

    [Theory]
    [InlineData("short.gguf", "GGU", "does not begin|magic")]
    [InlineData("short.safetensors", "abc", "too short")]
    public void A_damaged_file_is_named_by_its_extension(string name, string content, string words)
    {
        string path = _folder.Write(name, System.Text.Encoding.ASCII.GetBytes(content));
        string message = Assert.Throws<WeightFileException>(() => WeightFile.Open(path)).Message;
        Assert.Contains(words.Split('|'), word => message.Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_of_other_files_is_named()
    {
        _folder.Write("pytorch_model.bin", [1]);
        Faults.Expect(_folder.Root, () => WeightFile.Open(_folder.Root), "pytorch_model.bin", "PyTorch");
    }

    [Fact]
    public void An_empty_folder_is_named() => Faults.Expect(_folder.Root, () => WeightFile.Open(_folder.Root), "no weights");

    [Fact]
    public void A_folder_of_several_models_is_refused()
    {
        new GgufWriter().Save(_folder.PathOf("a.gguf"));
        new GgufWriter().Save(_folder.PathOf("b.gguf"));
        Faults.Expect(_folder.Root, () => WeightFile.Open(_folder.Root), "2 .gguf files", "name the file");
    }

    [Theory]
    [InlineData("")]
    [InlineData("no/such/path")]
    [InlineData("nul\0inside")]
    public void A_path_to_nothing_is_named(string path) => Faults.Expect(path, () => WeightFile.Open(path));

    [Fact]
    public void A_disposed_file_says_so()
    {
        string path = _folder.PathOf("model.gguf");
        new GgufWriter().AddTensor("w", DType.F32, new Shape(1), [0, 0, 0, 0]).Save(path);
        IWeightFile file = WeightFile.Open(path);
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Open("w").Rows);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("f.gguf")]
    [InlineData("f.safetensors")]
    [InlineData("f.safetensors.index.json")]
    public async Task A_named_pipe_is_refused_without_waiting_for_a_writer(string name)
    {
        string pipe = NamedPipe.Make(_folder.PathOf(name));
        await Task.Run(() => Faults.Expect(pipe, () => WeightFile.Open(pipe), "pipe"), TestContext.Current.CancellationToken);
    }

    public void Dispose() => _folder.Dispose();
}
