using Xinference.TrainTiny.Model;
using Xinference.TrainTiny.Talk;

namespace Xinference.TrainTiny.Publish;

/// <summary>The share of exact answers in one topic.</summary>
internal sealed record Mark(string Topic, int Right, int Asked);

/// <summary>Asks fresh questions whose answer is one sentence, and counts the answers that are right to the letter.</summary>
internal sealed class Exam(Reader reader, int seed)
{
    private const int QuestionsPerTopic = 40;

    private static readonly (string Name, Topic Topic)[] Topics =
    [
        ("people, by name and turned round", PeopleTopics.Single), ("people, by pronoun (last turn)", PeopleTopics.Pronouns),
        ("people, \"And Ben?\" (last turn)", PeopleTopics.OneAfterAnother), ("people, yes or no", PeopleTopics.YesNo),
        ("animals", AnimalTopics.Single), ("animals, \"it\" (last turn)", AnimalTopics.Thread),
        ("addition", NumberTopics.Sum), ("subtraction", NumberTopics.Difference), ("comparison", NumberTopics.Compare), ("sums as stories", NumberTopics.Word),
        ("colours", ThingTopics.Colour), ("days", ThingTopics.Day), ("opposites", ThingTopics.Opposite), ("causes", ThingTopics.Why),
        ("the user's name (last turn)", SmallTalk.RememberName), ("not of this world", Unknowns.Any), ("Chinese", ChineseTopics.Any),
    ];

    public IReadOnlyList<Mark> Run() => [.. Topics.Select((topic, index) => Ask(topic.Name, topic.Topic, new(unchecked(seed * 7) + index)))];

    // The earlier turns of a thread are given; only the last answer is marked.
    private Mark Ask(string name, Topic topic, Random random)
    {
        int right = 0;
        for (int i = 0; i < QuestionsPerTopic; i++)
        {
            IReadOnlyList<Exchange> thread = topic(random);
            List<Message> messages = [];
            foreach (Exchange exchange in thread)
            {
                messages.Add(new("user", exchange.Question));
                messages.Add(new("assistant", exchange.Answer));
            }

            messages.RemoveAt(messages.Count - 1);
            right += reader.Answer(messages) == thread[^1].Answer ? 1 : 0;
        }

        Console.WriteLine($"exam: {name}: {right}/{QuestionsPerTopic}");
        return new(name, right, QuestionsPerTopic);
    }
}
