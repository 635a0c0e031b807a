using System.Text.Json;
using Xinference.Api;

namespace Xinference.Fuzz.Targets;

/// <summary>A request body as a stranger may send it, read as each of the requests the API takes.</summary>
public static class ApiRequestTarget
{
    private static readonly ApiOptions Options = new();

    private static readonly Action<JsonElement>[] Readers =
    [
        body => ChatRequestReader.Read(body, Options),
        body => CompletionRequestReader.Read(body, Options),
        body => TokenizeRequest.Read(body),
        body => DetokenizeRequest.Read(body),
    ];

    public static void Run(ReadOnlySpan<byte> input)
    {
        AllocationLimit limit = AllocationLimit.For(input);
        try
        {
            JsonElement body = RequestBody.Parse(input.ToArray(), Options.MaxJsonDepth);
            Array.ForEach(Readers, read => Try(read, body));
        }
        catch (ApiException)
        {
            return;
        }

        limit.Check();
    }

    private static void Try(Action<JsonElement> read, JsonElement body)
    {
        try
        {
            read(body);
        }
        catch (ApiException)
        {
            // the body is refused with a reason
        }
    }
}
