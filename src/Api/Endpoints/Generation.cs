using System.Collections.Immutable;
using Xinference.Inference;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>What one request makes the server do.</summary>
/// <param name="Id">The answer's id.</param>
/// <param name="Created">When it was asked for, in seconds since 1970.</param>
/// <param name="Model">What answers.</param>
/// <param name="Requests">What to generate, one entry per prompt.</param>
internal sealed record Generation(string Id, long Created, ServedModel Model, ImmutableArray<TextRequest> Requests)
{
    public int Choices => Requests.Sum(request => request.Choices);

    public bool WithLogprobs => Requests[0].Sampling.TopLogProbabilities is not null;

    /// <summary>Counts of all choices together; a prompt with several choices is counted once.</summary>
    public UsageBody Count(IReadOnlyList<Usage> byChoice)
    {
        int choice = 0;
        (int prompt, int cached) = (0, 0);
        foreach (TextRequest request in Requests)
        {
            prompt += request.PromptIds.Length;
            cached += byChoice[choice].CachedTokens;
            choice += request.Choices;
        }

        int completion = byChoice.Sum(usage => usage.CompletionTokens);
        return new(prompt, completion, prompt + completion, new(cached));
    }
}
