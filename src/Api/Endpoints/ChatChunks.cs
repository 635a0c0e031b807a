using System.Text.Json.Serialization.Metadata;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>Chunks of a chat answer: the role, the text, the reason it ended, and the token counts if asked for.</summary>
internal sealed class ChatChunks(Generation generation, bool withUsage) : ChunkFormat<ChatChunk>
{
    private const string Kind = "chat.completion.chunk";

    public override JsonTypeInfo Type => withUsage ? ApiJson.Wire.CountedChatChunk : ApiJson.Wire.ChatChunk;

    public override IEnumerable<ChatChunk> Open(int choices) =>
        Enumerable.Range(0, choices).Select(i => Chunk([new(i, new("assistant", ""), null, null)], null));

    public override ChatChunk Next(TextEvent next) => Chunk(
        [
            next switch
            {
                TextEvent.Delta delta => new(
                    delta.Choice, new(null, delta.Text), LogprobBodies.ForChat(generation.WithLogprobs, delta.Tokens), null),
                TextEvent.Ended ended => new(ended.Choice, new(null, ""), null, WireNames.Of(ended.Reason)),
                _ => throw new System.Diagnostics.UnreachableException(),
            },
        ],
        null);

    public override ChatChunk? Close(UsageBody usage) => withUsage ? Chunk([], usage) : null;

    private ChatChunk Chunk(IReadOnlyList<ChatChunkChoice> choices, UsageBody? usage) => withUsage
        ? new CountedChatChunk(
            generation.Id, Kind, generation.Created, generation.Model.Uid, choices, WireNames.SystemFingerprint, usage)
        : new ChatChunk(generation.Id, Kind, generation.Created, generation.Model.Uid, choices, WireNames.SystemFingerprint);
}
