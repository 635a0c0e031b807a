using System.Collections.Immutable;
using Xinference.Inference;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>Puts together what a request's fields and its model make: checks that need the model happen here.</summary>
internal sealed class GenerationStarter(ModelDirectory models, TimeProvider time)
{
    private const int MaxNamesListed = 20;

    /// <exception cref="ApiException">No such model: 404.</exception>
    public ServedModel Find(string uid) => models.Find(uid) ?? throw ApiException.Invalid(
        404, $"there is no model '{(uid.Length > 200 ? uid[..200] + "…" : uid)}'; {Available()}", "model", "model_not_found");

    /// <exception cref="ApiException">A prompt is empty or too long, or a biased token is none of the model's.</exception>
    public Generation Create(
        string idPrefix, ServedModel model, GenerationRequest request, IEnumerable<ImmutableArray<int>> prompts, string param)
    {
        SamplingOptions sampling = request.ApplyTo(model.DefaultSampling);
        TokenIds.Check(model, sampling.LogitBias.Keys, "logit_bias");
        ImmutableArray<TextRequest> requests =
        [
            .. prompts.Select(ids => new TextRequest(CheckLength(model, ids, param), sampling)
            {
                Stop = request.Stop ?? [],
                IgnoreEndOfGeneration = request.IgnoreEos == true,
                Choices = request.N ?? 1,
            }),
        ];
        return new($"{idPrefix}-{Guid.CreateVersion7(time.GetUtcNow()):N}", time.GetUtcNow().ToUnixTimeSeconds(), model, requests);
    }

    private static ImmutableArray<int> CheckLength(ServedModel model, ImmutableArray<int> ids, string param)
    {
        int limit = model.Gateway.Limits.ContextLength;
        if (ids.IsEmpty)
        {
            throw ApiException.BadRequest($"'{param}' holds no tokens: there is nothing to continue", param, "empty_prompt");
        }

        return ids.Length < limit ? ids : throw ApiException.BadRequest(
            $"the prompt has {ids.Length} tokens, but the context of model '{model.Uid}' holds {limit} "
            + "and at least one must be left for the answer: shorten the prompt",
            param,
            "context_length_exceeded");
    }

    private string Available()
    {
        IReadOnlyCollection<ServedModel> all = models.All;
        string more = all.Count > MaxNamesListed ? ", …" : "";
        return all.Count == 0
            ? "no model is loaded"
            : $"available: {string.Join(", ", all.Take(MaxNamesListed).Select(model => model.Uid))}{more}";
    }
}
