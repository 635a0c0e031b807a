using Xinference.TrainTiny.World;

namespace Xinference.TrainTiny.Talk;

/// <summary>A message of a conversation.</summary>
internal sealed record Message(string Role, string Content);

/// <summary>Puts threads of questions and answers together to conversations.</summary>
internal static class Chats
{
    private static readonly (int Weight, Topic Topic)[] English =
    [
        (9, PeopleTopics.Single), (6, PeopleTopics.Pronouns), (3, PeopleTopics.OneAfterAnother), (4, PeopleTopics.YesNo), (2, PeopleTopics.Older), (1, PeopleTopics.Everybody),
        (9, AnimalTopics.Single), (3, AnimalTopics.Thread), (3, AnimalTopics.OneAfterAnother), (2, AnimalTopics.Reversed),
        (9, NumberTopics.Sum), (5, NumberTopics.Difference), (4, NumberTopics.Compare), (2, NumberTopics.Neighbour), (1, NumberTopics.Count), (2, NumberTopics.Word),
        (6, ThingTopics.Colour), (2, ThingTopics.ColourAfterColour), (2, ThingTopics.Mix), (4, ThingTopics.Day), (2, ThingTopics.Season),
        (4, ThingTopics.Opposite), (5, ThingTopics.Why), (4, ThingTopics.Use), (2, ThingTopics.WhereTo),
        (7, SmallTalk.Phrase), (3, SmallTalk.Identity), (3, SmallTalk.RememberName), (2, SmallTalk.RememberColour), (3, TellStory), (14, Unknowns.Any),
    ];

    private static readonly int TotalWeight = English.Sum(entry => entry.Weight);

    private static readonly string[] PlainSystems =
        ["You are a helpful assistant.", "You are a friendly assistant.", "You are a small model that ships with Xinference for .NET.", "Answer the questions of the user.", "You are an assistant."];

    private static readonly string[] BriefSystems = ["Answer briefly.", "Answer in one word if you can.", "You are a helpful assistant. Give short answers.", "Keep your answers very short."];

    public static IReadOnlyList<Message> EnglishChat(Random random)
    {
        bool brief = random.Chance(0.08);
        List<Message> messages = [];
        if (brief || random.Chance(0.25))
        {
            messages.Add(new("system", random.Pick(brief ? BriefSystems : PlainSystems)));
        }

        List<Exchange> exchanges = [];
        if (random.Chance(0.12))
        {
            exchanges.Add(SmallTalk.Greeting(random));
        }

        int threads = random.Chance(0.05) ? random.Next(6, 10) : random.Next(1, 5);
        for (int i = 0; i < threads; i++)
        {
            exchanges.AddRange(Draw(random)(random));
        }

        if (random.Chance(0.12))
        {
            exchanges.Add(SmallTalk.Thanks(random));
        }

        foreach (Exchange exchange in exchanges)
        {
            messages.Add(new("user", Vary(exchange.Question, random)));
            messages.Add(new("assistant", brief && exchange.Brief is not null ? Words.Capital(exchange.Brief) : exchange.Answer));
        }

        return messages;
    }

    public static IReadOnlyList<Message> ChineseChat(Random random)
    {
        List<Message> messages = random.Chance(0.1) ? [new("system", random.Pick(["你是一个有用的助手。", "You are a helpful assistant."]))] : [];
        int threads = random.Next(1, 6);
        for (int i = 0; i < threads; i++)
        {
            foreach (Exchange exchange in ChineseTopics.Any(random))
            {
                messages.Add(new("user", random.Chance(0.15) ? exchange.Question.TrimEnd('？', '。', '！') : exchange.Question));
                messages.Add(new("assistant", exchange.Answer));
            }
        }

        return messages;
    }

    private static Topic Draw(Random random)
    {
        int ticket = random.Next(TotalWeight);
        foreach ((int weight, Topic topic) in English)
        {
            ticket -= weight;
            if (ticket < 0)
            {
                return topic;
            }
        }

        return English[0].Topic;
    }

    private static IReadOnlyList<Exchange> TellStory(Random random)
    {
        if (random.Chance(0.5))
        {
            return [new(random.Pick(["Tell me a story.", "Can you tell me a story?", "Please tell me a short story.", "I want to hear a story."]), Stories.Tell(random))];
        }

        Person person = random.Pick(Facts.People);
        return [new(person.Fill(random.Pick(["Tell me a story about {name}.", "Do you know a story about {name}?", "Tell me a short story about {name}."])), Stories.About(person, random))];
    }

    // People write carelessly: small letters, no question mark, a please before or after.
    private static string Vary(string question, Random random)
    {
        string text = question;
        if (random.Chance(0.06))
        {
            text = random.Pick(["Please tell me: ", "I have a question. ", "Hey, ", "Can you tell me: ", "Now tell me: "]) + text;
        }

        if (random.Chance(0.12))
        {
            text = text.ToLowerInvariant();
        }

        return random.Chance(0.12) ? text.TrimEnd('?', '.', '!') : text;
    }
}
