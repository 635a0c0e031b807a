using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Xinference.Api;

/// <summary>Reads the fields that chat and text completion requests have in common.</summary>
internal static class SamplingFields
{
    private const int MaxStops = 4;
    private const int MaxStopLength = 1024;
    private const int MaxBiases = 1024;
    private const double MaxRepetitionPenalty = 10;

    public static T Read<T>(JsonFields fields, T request, ApiOptions options)
        where T : GenerationRequest
    {
        T read = request with
        {
            Model = ReadModel(fields),
            N = (int?)fields.Integer("n", 1, options.MaxChoices),
            Stop = ReadStop(fields),
            MaxTokens = (int?)fields.Integer("max_tokens", 1, int.MaxValue),
            Temperature = fields.Number("temperature", 0, 2),
            TopP = fields.Number("top_p", 0, 1),
            TopK = (int?)fields.Integer("top_k", -1, int.MaxValue),
            MinP = fields.Number("min_p", 0, 1),
            Seed = fields.Integer("seed", long.MinValue, long.MaxValue),
            LogitBias = ReadBias(fields),
            PresencePenalty = fields.Number("presence_penalty", -2, 2),
            FrequencyPenalty = fields.Number("frequency_penalty", -2, 2),
            RepetitionPenalty = ReadRepetitionPenalty(fields),
            IgnoreEos = fields.Boolean("ignore_eos"),
            Stream = fields.Boolean("stream"),
            StreamOptions = ReadStreamOptions(fields),
            User = fields.Text("user"),
        };
        if (read.StreamOptions is not null && read.Stream != true)
        {
            fields.Faults.Add("stream_options", "'stream_options' needs 'stream': true");
        }

        return read;
    }

    public static string ReadModel(JsonFields fields)
    {
        string? model = fields.Text("model");
        if (model is null)
        {
            fields.Faults.Add("model", "'model' is missing: name one of GET /v1/models", "missing_required_parameter");
        }

        return model ?? "";
    }

    private static ImmutableArray<string>? ReadStop(JsonFields fields)
    {
        if (fields.Any("stop") is not { } value)
        {
            return null;
        }

        IEnumerable<JsonElement> given = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        if (given.Any(stop => stop.ValueKind != JsonValueKind.String))
        {
            fields.WrongKind("stop", value, "a string or a list of strings");
            return null;
        }

        string[] stops = [.. given.Select(stop => stop.GetString()!)];
        if (stops.Length > MaxStops || stops.Any(stop => stop.Length is 0 or > MaxStopLength))
        {
            fields.Faults.Add("stop", $"'stop' takes up to {MaxStops} strings of 1 to {MaxStopLength} characters");
            return null;
        }

        return [.. stops];
    }

    private static ImmutableDictionary<int, float>? ReadBias(JsonFields fields)
    {
        if (fields.Object("logit_bias") is not { } value)
        {
            return null;
        }

        if (value.GetPropertyCount() > MaxBiases)
        {
            fields.Faults.Add("logit_bias", $"'logit_bias' takes up to {MaxBiases} tokens");
            return null;
        }

        var biases = ImmutableDictionary.CreateBuilder<int, float>();
        JsonFields entries = new(value, "logit_bias", fields.Faults);
        foreach (string name in value.EnumerateObject().Select(property => property.Name))
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                fields.Faults.Add("logit_bias", $"'logit_bias' is keyed by token id: '{Quoted.Shorten(name)}' is none");
            }
            else if (entries.Number(name, -100, 100) is { } bias)
            {
                biases[id] = (float)bias;
            }
        }

        return biases.ToImmutable();
    }

    private static double? ReadRepetitionPenalty(JsonFields fields)
    {
        double? penalty = fields.Number("repetition_penalty", 0, MaxRepetitionPenalty);
        if (penalty is { } given && (float)given <= 0)
        {
            fields.Faults.Add("repetition_penalty", "'repetition_penalty' must be greater than 0; 1 is off", "value_out_of_range");
            return null;
        }

        return penalty;
    }

    private static StreamOptions? ReadStreamOptions(JsonFields fields)
    {
        if (fields.Object("stream_options") is not { } value)
        {
            return null;
        }

        JsonFields options = new(value, "stream_options", fields.Faults);
        StreamOptions read = new() { IncludeUsage = options.Boolean("include_usage") };
        options.Refuse("include_obfuscation", "chunks are never padded", v => v.ValueKind == JsonValueKind.False);
        options.RefuseUnknown();
        return read;
    }
}
