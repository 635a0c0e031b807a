using System.Text.Json.Serialization.Metadata;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>Chunks of continued texts: the prompt if it is to be echoed, the text, the reason it ended, and the token counts if asked for.</summary>
/// <param name="generation">What is streamed.</param>
/// <param name="echoes">The prompt of each choice as text; empty where it is not to be echoed.</param>
/// <param name="withUsage">Whether token counts were asked for.</param>
internal sealed class CompletionChunks(Generation generation, IReadOnlyList<string> echoes, bool withUsage) : ChunkFormat<CompletionChunk>
{
    public const string Kind = "text_completion";

    public override JsonTypeInfo Type => withUsage ? ApiJson.Wire.CountedCompletionChunk : ApiJson.Wire.CompletionChunk;

    public override IEnumerable<CompletionChunk> Open(int choices) =>
        echoes.Select((echo, i) => Chunk([new(echo, i, null, null)], null));

    public override CompletionChunk Next(TextEvent next) => Chunk(
        [
            next switch
            {
                TextEvent.Delta delta => new(
                    delta.Text, delta.Choice, LogprobBodies.ForCompletion(generation.WithLogprobs, delta.Tokens), null),
                TextEvent.Ended ended => new("", ended.Choice, null, WireNames.Of(ended.Reason)),
                _ => throw new System.Diagnostics.UnreachableException(),
            },
        ],
        null);

    public override CompletionChunk? Close(UsageBody usage) => withUsage ? Chunk([], usage) : null;

    private CompletionChunk Chunk(IReadOnlyList<CompletionChoice> choices, UsageBody? usage) => withUsage
        ? new CountedCompletionChunk(
            generation.Id, Kind, generation.Created, generation.Model.Uid, choices, WireNames.SystemFingerprint, usage)
        : new CompletionChunk(generation.Id, Kind, generation.Created, generation.Model.Uid, choices, WireNames.SystemFingerprint);
}
