using System.Text.RegularExpressions;
using Xinference.TrainTiny.Talk;
using Xinference.TrainTiny.Text;
using Xinference.TrainTiny.World;

namespace Xinference.TrainTiny.Tests;

public sealed partial class CorpusTests
{
    private const int Documents = 3000;

    [Fact]
    public void Same_seed_gives_the_same_documents() =>
        Assert.Equal(Texts(7).Take(200), Texts(7).Take(200));

    [Fact]
    public void No_placeholder_is_left_in_any_document() =>
        Assert.All(Texts(1), text => Assert.DoesNotMatch(@"[{}]", text));

    [Fact]
    public void Every_written_sum_and_difference_is_right()
    {
        int seen = 0;
        foreach (Match match in Texts(2).SelectMany(text => Sums().Matches(text)))
        {
            int a = int.Parse(match.Groups[1].ValueSpan, null), b = int.Parse(match.Groups[3].ValueSpan, null);
            Assert.Equal(match.Groups[2].Value == "plus" ? a + b : a - b, int.Parse(match.Groups[4].ValueSpan, null));
            seen++;
        }

        Assert.True(seen > 300, $"only {seen} sums in {Documents} documents");
    }

    [Fact]
    public void No_two_people_share_a_fact_that_questions_turn_round()
    {
        Func<Person, object>[] facts = [p => p.Name, p => p.Age, p => p.Job, p => p.Home, p => p.Pet, p => p.PetName, p => p.Colour, p => p.Food];
        Assert.All(facts, fact => Assert.Equal(Facts.People.Length, Facts.People.Select(fact).Distinct().Count()));
        Assert.All(Facts.People, person => Assert.Equal(person.Name, Facts.People.Single(other => other.Name == person.Friend).Friend));
    }

    [Fact]
    public void Every_message_of_a_chat_is_closed() =>
        Assert.All(Texts(3), text => Assert.Equal(text.Split(ChatFormat.Start).Length, text.Split(ChatFormat.End).Length));

    [Fact]
    public void About_a_tenth_of_the_documents_has_Chinese()
    {
        double share = Texts(4).Count(text => text.Any(letter => letter is >= '\u4E00' and <= '\u9FFF')) / (double)Documents;
        Assert.InRange(share, 0.10, 0.20);
    }

    private static IEnumerable<string> Texts(int seed)
    {
        Random random = new(seed);
        return Enumerable.Range(0, Documents).Select(_ => Corpus.Draw(random).Text);
    }

    [GeneratedRegex(@"(\d+) (plus|minus) (\d+) is (\d+)")]
    private static partial Regex Sums();
}
