namespace Xinference.Synthetic;

/// <summary>The shapes there are, by name.</summary>
public static class SyntheticShapes
{
    public static IReadOnlyDictionary<string, IModelShape> All { get; } = new Dictionary<string, IModelShape>
    {
        ["tinyllama-1.1b"] = new DecoderShape("llama", 32000, 2048, 5632, 22, 32, 4, 64, QkNorm: false, Tied: false),
        ["llama-3.2-1b"] = new DecoderShape("llama", 128256, 2048, 8192, 16, 32, 8, 64, QkNorm: false, Tied: true),
        ["qwen3-0.6b"] = new DecoderShape("qwen3", 151936, 1024, 3072, 28, 16, 8, 128, QkNorm: true, Tied: true),
        ["llama-8b"] = new DecoderShape("llama", 128256, 4096, 14336, 32, 32, 8, 128, QkNorm: false, Tied: false),
        ["bert-large"] = new EncoderShape(30522, 1024, 4096, 24, 16, 512),
        // for tests of the tools themselves
        ["tiny-decoder"] = new DecoderShape("llama", 512, 256, 512, 2, 8, 4, 32, QkNorm: false, Tied: false),
        ["tiny-encoder"] = new EncoderShape(512, 256, 512, 2, 4, 512),
    };
}
