using Xinference.TrainTiny.Model;
using Xinference.TrainTiny.Talk;

namespace Xinference.TrainTiny.Publish;

/// <summary>Conversations of which only the user's side is given; the model answers.</summary>
internal static class Samples
{
    private static readonly string[][] Asked =
    [
        ["Hello!", "Who are you?", "What can you do?", "Thanks, bye!"],
        ["Who is Anna?", "How old is she?", "Does she have a pet?", "And Ben?"],
        ["Who lives in the cottage in the forest?", "What does she do?", "Who is her best friend?"],
        ["what sound does a cow make", "And a duck?", "How many legs does it have?"],
        ["What is 7 + 5?", "13 - 4", "Which is bigger, 7 or 12?", "What is 250 + 40?"],
        ["Felix has 6 fish and gets 3 more. How many fish does he have?", "Count to 10."],
        ["What day comes after Sunday?", "What happens if it rains?", "Why is the ground wet?"],
        ["What colour is snow?", "Is grass red?", "What do you get if you mix blue and yellow?"],
        ["My name is Lena.", "What does a rabbit eat?", "What is my name?"],
        ["Who is Albert Einstein?", "What is the capital of Italy?", "Write a Rust program that prints primes.", "Why do cars need petrol?"],
        ["Tell me a story about Emma."],
        ["Tell me a story."],
        ["Could you help me with my tax return?", "I feel sad.", "Do you like pizza?"],
        ["你好", "你是谁？", "安娜有什么宠物？", "狗怎么叫？", "3加4等于几？", "谁写了红楼梦？"],
    ];

    public static IReadOnlyList<IReadOnlyList<Message>> Run(Reader reader) => [.. Asked.Select(turns => Converse(reader, turns, null)), Converse(reader, ["What is 8 plus 9?", "What does a cat eat?"], "Answer briefly.")];

    private static List<Message> Converse(Reader reader, string[] turns, string? system)
    {
        List<Message> messages = system is null ? [] : [new("system", system)];
        foreach (string turn in turns)
        {
            messages.Add(new("user", turn));
            messages.Add(new("assistant", reader.Answer(messages)));
            Console.WriteLine($"> {turn}\n  {messages[^1].Content}");
        }

        return messages;
    }
}
