using System.CommandLine;
using System.Text.Json.Nodes;
using Xinference.Inference;

namespace Xinference.Cli.Commands;

/// <summary>The options that say how tokens are drawn; what is not given follows the model's own recommendation.</summary>
internal sealed class SamplingFlags
{
    private readonly NumberOption<int> _maxTokens = new("--max-tokens", 1, int.MaxValue, "-n")
    {
        Description = "Tokens to generate at the most.",
        Default = 512,
    };

    private readonly NumberOption<float> _temperature = new("--temperature", 0, 2)
    {
        Description = "0 takes the most likely token, higher is livelier.",
    };

    private readonly NumberOption<float> _topP = new("--top-p", float.Epsilon, 1)
    {
        Description = "Keep the most likely tokens that make up this share of the probability.",
    };

    private readonly NumberOption<int> _topK = new("--top-k", 0, int.MaxValue)
    {
        Description = "Keep this many of the most likely tokens; 0 keeps all.",
    };

    private readonly NumberOption<long> _seed = new("--seed", 0, long.MaxValue, "-s")
    {
        Description = "Same seed, same answer; default: a fresh one.",
    };

    private readonly Option<bool> _ignoreEos = new("--ignore-eos") { Description = "Do not stop at the model's end token." };

    public IEnumerable<Option> All => [_maxTokens, _temperature, _topP, _topK, _seed, _ignoreEos];

    /// <summary>The sampling asked for, on top of a model's own.</summary>
    public SamplingOptions Read(ParseResult parsed, SamplingOptions model, IEnumerable<int> endOfGeneration) => model with
    {
        MaxTokens = _maxTokens.ValueIn(parsed),
        Temperature = parsed.GetValue(_temperature) ?? model.Temperature,
        TopP = parsed.GetValue(_topP) ?? model.TopP,
        TopK = parsed.GetValue(_topK) ?? model.TopK,
        Seed = (ulong?)parsed.GetValue(_seed),
        StopTokenIds = parsed.GetValue(_ignoreEos) ? [] : [.. endOfGeneration],
    };

    /// <summary>The fields of an OpenAI request body for the same options.</summary>
    public void Write(ParseResult parsed, JsonObject body)
    {
        body["max_tokens"] = _maxTokens.ValueIn(parsed);
        Set(body, "temperature", parsed.GetValue(_temperature));
        Set(body, "top_p", parsed.GetValue(_topP));
        Set(body, "top_k", parsed.GetValue(_topK));
        Set(body, "seed", parsed.GetValue(_seed));
        if (parsed.GetValue(_ignoreEos))
        {
            body["ignore_eos"] = true;
        }
    }

    private static void Set<T>(JsonObject body, string name, T? value)
        where T : struct
    {
        if (value is { } present)
        {
            body[name] = JsonValue.Create(present);
        }
    }
}
