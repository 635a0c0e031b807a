using System.CommandLine;
using Xinference.Inference;

namespace Xinference.Cli.Commands;

/// <summary>The options that say how tokens are drawn; what is not given follows the model's own recommendation.</summary>
internal sealed class SamplingFlags
{
    private readonly Option<int> _maxTokens = new Option<int>("--max-tokens", "-n")
    {
        Description = "Tokens to generate at the most.",
        DefaultValueFactory = _ => 512,
    }.InRange(1, int.MaxValue);

    private readonly Option<float?> _temperature = new Option<float?>("--temperature")
    {
        Description = "0 takes the most likely token, higher is livelier.",
    }.InRange(0, 100);

    private readonly Option<float?> _topP = new Option<float?>("--top-p")
    {
        Description = "Keep the most likely tokens that make up this share of the probability.",
    }.InRange(0, 1);

    private readonly Option<int?> _topK = new Option<int?>("--top-k") { Description = "Keep this many of the most likely tokens; 0 keeps all." }
        .InRange(0, int.MaxValue);

    private readonly Option<ulong?> _seed = new("--seed", "-s") { Description = "Same seed, same answer; default: a fresh one." };

    private readonly Option<bool> _ignoreEos = new("--ignore-eos") { Description = "Do not stop at the model's end token." };

    public IEnumerable<Option> All => [_maxTokens, _temperature, _topP, _topK, _seed, _ignoreEos];

    /// <summary>The sampling asked for, on top of a model's own.</summary>
    public SamplingOptions Read(ParseResult parsed, SamplingOptions model, IEnumerable<int> endOfGeneration) => model with
    {
        MaxTokens = parsed.GetValue(_maxTokens),
        Temperature = parsed.GetValue(_temperature) ?? model.Temperature,
        TopP = parsed.GetValue(_topP) ?? model.TopP,
        TopK = parsed.GetValue(_topK) ?? model.TopK,
        Seed = parsed.GetValue(_seed),
        StopTokenIds = parsed.GetValue(_ignoreEos) ? [] : [.. endOfGeneration],
    };

    /// <summary>The fields of an OpenAI request body for the same options.</summary>
    public void Write(ParseResult parsed, System.Text.Json.Nodes.JsonObject body)
    {
        body["max_tokens"] = parsed.GetValue(_maxTokens);
        Set(body, "temperature", parsed.GetValue(_temperature));
        Set(body, "top_p", parsed.GetValue(_topP));
        Set(body, "top_k", parsed.GetValue(_topK));
        Set(body, "seed", parsed.GetValue(_seed));
        if (parsed.GetValue(_ignoreEos))
        {
            body["ignore_eos"] = true;
        }
    }

    private static void Set<T>(System.Text.Json.Nodes.JsonObject body, string name, T? value)
        where T : struct
    {
        if (value is { } present)
        {
            body[name] = System.Text.Json.Nodes.JsonValue.Create(present);
        }
    }
}
