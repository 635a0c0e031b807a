using Xinference.Tokenizers;

namespace Xinference.Fuzz.Targets;

/// <summary>A tokenizer.json: loaded, and a text of many kinds turned into ids and back.</summary>
public static class TokenizerJsonTarget
{
    private const string Text = "Hello wörld, ▁x  123 e\u0301 你好 😀\n\t<s> don't";

    public static void Run(ReadOnlySpan<byte> input)
    {
        using ScratchFolder folder = new();
        string path = folder.Write("tokenizer.json", input);
        AllocationLimit limit = AllocationLimit.For(input);
        try
        {
            ITokenizer tokenizer = TokenizerLoader.FromFolder(Path.GetDirectoryName(path)!);
            _ = tokenizer.Decode(tokenizer.Encode(Text));
        }
        catch (TokenizerException)
        {
            return;
        }

        limit.Check();
    }
}
