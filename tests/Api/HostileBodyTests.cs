using System.Text;
using System.Text.Json;
using CsCheck;
using Xinference.Serving.Tests;

namespace Xinference.Api.Tests;

/// <summary>Whatever a stranger sends, the server answers with his fault, never with one of its own.</summary>
public class HostileBodyTests
{
    private static readonly Gen<string> Name = Gen.OneOf(
        "model", "messages", "prompt", "n", "stop", "max_tokens", "temperature", "top_p", "seed", "logprobs", "top_logprobs", "logit_bias",
        "stream", "stream_options", "tools", "role", "content", "type", "text", "tokens", "echo", "chat_template_kwargs", "x", "\\ud800");

    private static readonly Gen<string> Atom = Gen.OneOf(
        Gen.OneOf(
            "null", "true", "false", "0", "-1", "1", "2.5", "1e999", "-1e-999", "99999999999999999999", "\"\"", "\"tiny\"", "\"user\"",
            "\"text\"", "\"\\ud800\"", "\"\\u0000\"", "\"<|im_end|>\"", "[]", "{}", "[1,2]", "[[1],[2]]", "[\"a\"]", "nul", "\u0001",
            "[{\"role\":\"user\",\"content\":\"x\"}]", "{\"include_usage\":true}"),
        Gen.String[0, 8].Select(text => System.Text.Json.JsonSerializer.Serialize(text)));

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) => depth > 3
        ? Atom
        : Gen.Frequency(
            (6, Atom),
            (1, inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]")),
            (2, Gen.Select(Name, inner).Array[0, 3].Select(Object))));

    private static readonly Gen<byte[]> Body = Gen.OneOf(
        Gen.Select(Name, Value).Array[0, 6].Select(fields => Encoding.UTF8.GetBytes(Object([("model", "\"tiny\""), .. fields]))),
        Gen.Select(
            Gen.OneOf(
                """{"model":"tiny","messages":[{"role":"user","content":"hi"}],"n":2,"stop":["a"],"logit_bias":{"5":1.5},"stream":true}""",
                """{"model":"tiny","prompt":[[1,2],[3]],"echo":true,"logprobs":null,"stream_options":null,"max_tokens":3}"""),
            Gen.Select(Gen.Int[0, 90], Gen.Byte).Array[0, 4],
            Mutate),
        Gen.Byte.Array[0, 40]);

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/completions")]
    [InlineData("/v1/tokenize")]
    [InlineData("/v1/detokenize")]
    public async Task No_body_makes_the_server_fail(string path)
    {
        await using TestServer server = await TestServer.StartAsync(TestModel.Over(TestModel.Saying("hello")));
        await Body.SampleAsync(
            async body =>
            {
                using HttpResponseMessage response = await server.PostAsync(path, body);
                Assert.True((int)response.StatusCode < 500, $"{(int)response.StatusCode} for {Encoding.UTF8.GetString(body)}");
            },
            iter: 400,
            threads: 1);
    }

    [Fact]
    public async Task Nesting_without_end_is_refused()
    {
        await using TestServer server = await TestServer.SayingAsync("hello");
        using HttpResponseMessage response = await server.PostAsync("/v1/completions", new string('[', 100_000));
        await ErrorTests.ErrorAsync(response, System.Net.HttpStatusCode.BadRequest);
    }

    [Fact]
    public void Unknown_names_without_end_are_counted_not_studied()
    {
        const int Names = 20_000;
        string body = Object([("model", "\"tiny\""), .. Enumerable.Range(0, Names).Select(i => ($"temperatur{i}", "1"))]);
        JsonElement element = RequestBody.Parse(Encoding.UTF8.GetBytes(body), 64);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ApiException refusal = Assert.Throws<ApiException>(() => ChatRequestReader.Read(element, new ApiOptions()));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.StartsWith($"{Names + 1} faults: ", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith($"; and {Names + 1 - 20} more", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(allocated, 1, 10_000_000);
    }

    private static string Object((string Name, string Value)[] fields) =>
        $"{{{string.Join(',', fields.Select(field => $"\"{field.Name}\":{field.Value}"))}}}";

    private static byte[] Mutate(string text, (int At, byte Value)[] changes)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        foreach ((int at, byte value) in changes)
        {
            bytes[at % bytes.Length] = value;
        }

        return bytes;
    }
}
