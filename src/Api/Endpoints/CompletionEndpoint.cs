using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Xinference.Serving;
using Xinference.Tokenizers;

namespace Xinference.Api;

/// <summary><c>POST /v1/completions</c>.</summary>
internal sealed class CompletionEndpoint(ApiOptions options, GenerationStarter starter, GenerationRunner runner)
{
    public async Task HandleAsync(HttpContext context)
    {
        CompletionRequest request =
            CompletionRequestReader.Read(await RequestBody.ReadAsync(context, options).ConfigureAwait(false), options);
        ServedModel model = starter.Find(request.Model);
        Generation generation = starter.Create("cmpl", model, request, Encode(model, request, context.RequestAborted), "prompt");
        IReadOnlyList<string> echoes = Echoes(model, request);
        if (request.Stream == true)
        {
            CompletionChunks chunks = new(generation, echoes, request.StreamOptions?.IncludeUsage == true);
            await runner.StreamAsync(context, generation, chunks).ConfigureAwait(false);
            return;
        }

        IReadOnlyList<ChoiceText> texts = await runner.CollectAsync(context, generation).ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(Answer(generation, texts, echoes), ApiJson.Wire.Completion).ConfigureAwait(false);
    }

    private static IEnumerable<ImmutableArray<int>> Encode(ServedModel model, CompletionRequest request, CancellationToken aborted)
    {
        foreach (CompletionPrompt prompt in request.Prompt)
        {
            aborted.ThrowIfCancellationRequested();
            yield return Encode(model, prompt);
        }
    }

    private static ImmutableArray<int> Encode(ServedModel model, CompletionPrompt prompt)
    {
        if (prompt.Text is null)
        {
            TokenIds.Check(model, prompt.Ids, "prompt");
            return prompt.Ids;
        }

        return TokenEndpoints.Encode(model, prompt.Text, EncodeOptions.Prompt);
    }

    /// <summary>The prompt of each choice as text; none where it is not to be echoed.</summary>
    private static List<string> Echoes(ServedModel model, CompletionRequest request) =>
        request.Echo == true
            ? [.. request.Prompt.SelectMany(prompt =>
                Enumerable.Repeat(prompt.Text ?? model.Tokenizer.Decode(prompt.Ids.AsSpan()), request.N ?? 1))]
            : [];

    private static Completion Answer(Generation generation, IReadOnlyList<ChoiceText> texts, IReadOnlyList<string> echoes) => new(
        generation.Id,
        CompletionChunks.Kind,
        generation.Created,
        generation.Model.Uid,
        [
            .. texts.Select((text, i) => new CompletionChoice(
                echoes.ElementAtOrDefault(i) + text.Text,
                i,
                LogprobBodies.ForCompletion(generation.WithLogprobs, text.Tokens),
                WireNames.Of(text.Reason))),
        ],
        generation.Count([.. texts.Select(text => text.Usage)]),
        WireNames.SystemFingerprint);
}
