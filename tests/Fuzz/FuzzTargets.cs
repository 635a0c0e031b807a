using Xinference.Fuzz.Targets;

namespace Xinference.Fuzz;

/// <summary>Takes any bytes and returns: bad input must end in the one exception its reader documents. Anything else it throws is a find.</summary>
public delegate void FuzzTarget(ReadOnlySpan<byte> input);

/// <summary>All targets by name. To add one: a class in Targets/, a line here, and a few seeds in corpus/NAME/.</summary>
public static class FuzzTargets
{
    public static IReadOnlyDictionary<string, FuzzTarget> All { get; } = new SortedDictionary<string, FuzzTarget>(StringComparer.Ordinal)
    {
        ["api-request"] = ApiRequestTarget.Run,
        ["chat-template"] = ChatTemplateTarget.Run,
        ["gguf"] = GgufTarget.Run,
        ["hf-config"] = HfConfigTarget.Run,
        ["safetensors"] = SafetensorsTarget.Run,
        ["safetensors-index"] = SafetensorsIndexTarget.Run,
        ["tokenizer.json"] = TokenizerJsonTarget.Run,
    };
}
