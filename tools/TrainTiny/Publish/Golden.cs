using System.Text.Json.Nodes;
using Xinference.TrainTiny.Model;
using Xinference.TrainTiny.Talk;
using Xinference.TrainTiny.Text;

namespace Xinference.TrainTiny.Publish;

/// <summary>What another engine must reproduce: prompts, ids, greedy continuations and their margins, and the held-out cost.</summary>
internal static class Golden
{
    private const int Length = 40;
    private const int StepsWithCandidates = 4;

    private static readonly Message[][] Prompts =
    [
        [new("user", "Hello! Who are you?")],
        [new("user", "Who is Anna?")],
        [new("system", "You are a helpful assistant."), new("user", "What is 7 + 5?")],
        [new("user", "What sound does a cow make?"), new("assistant", "A cow says moo."), new("user", "And a duck?")],
        [new("user", "Tell me a story about Ben.")],
        [new("user", "你是谁？")],
    ];

    public static void Write(string path, Reader reader, Tokenizer tokenizer, TextCost cost) => Json.Write(path, new JsonObject
    {
        ["about"] = "TorchSharp in float32 on the weights rounded to float16; greedy, stop tokens ignored; margin = log-probability of the first choice less that of the second.",
        ["prompts"] = new JsonArray([.. Prompts.Select(messages => One(messages, reader, tokenizer))]),
        ["heldout"] = new JsonObject
        {
            ["about"] = "heldout.txt: each document up to and with <|endoftext|> alone from position 0, cut at 512 tokens; the first token is given, the others are predicted; natural logarithm.",
            ["documents"] = cost.Documents,
            ["tokens"] = cost.Tokens,
            ["negative_log_likelihood"] = Math.Round(cost.NegativeLogLikelihood, 3),
            ["perplexity"] = Math.Round(cost.Perplexity, 5),
        },
    });

    private static JsonObject One(Message[] messages, Reader reader, Tokenizer tokenizer)
    {
        string prompt = ChatFormat.Prompt(messages);
        List<int> ids = tokenizer.Encode(prompt);
        Reading reading = reader.Greedy(ids, Length);
        return new()
        {
            ["messages"] = new JsonArray([.. messages.Select(message => new JsonObject { ["role"] = message.Role, ["content"] = message.Content })]),
            ["prompt"] = prompt,
            ["prompt_ids"] = Json.Array(ids),
            ["greedy_ids"] = Json.Array(reading.Ids),
            ["greedy_text"] = tokenizer.Decode(reading.Ids),
            ["margins"] = Json.Array(reading.Candidates.Select(best => Math.Round(best[0].LogProbability - best[1].LogProbability, 4))),
            ["top5"] = new JsonArray([.. reading.Candidates.Take(StepsWithCandidates).Select(best => new JsonArray([.. best.Select(candidate =>
                new JsonObject { ["id"] = candidate.Id, ["logprob"] = Math.Round(candidate.LogProbability, 5) })]))]),
        };
    }
}
