using Xinference.TrainTiny.World;

namespace Xinference.TrainTiny.Talk;

/// <summary>Short stories in which the facts of the world happen.</summary>
internal static class Stories
{
    private static readonly string[] Openings =
    [
        "On {day} morning {name} woke up early in {home}.", "It was {day}. {name} was at home with {his} {thepet} {petname}.",
        "One {day} {name} the {jobname} went to work at {work}.", "{name} lives in {home}. On {day} {he} did not have to work.",
    ];

    private static readonly string[] Breakfasts =
    [
        "{He} ate {food} and gave {petname} something to eat.", "For breakfast {he} had {food}.", "{petname} was hungry, so {he} fed it first.",
    ];

    private static readonly (string Weather, string Result)[] Weathers =
    [
        ("It rained all day,", "so the ground got wet and {name} took an umbrella."), ("The sun was shining,", "so the day got warm and {name} sat in the park."),
        ("It was winter and it snowed,", "so everything turned white and {name} put on a coat."), ("The wind was blowing,", "so the leaves moved in the trees."),
        ("It was a hot summer day,", "so {name} went to swim in the lake."),
    ];

    private static readonly string[] Middles =
    [
        "At noon {he} met {his} best friend {friend}. \"Hello, {friend}!\" said {name}. \"{friendline}\"",
        "{petname} ran away and {name} looked for it everywhere. At last {he} found the {thepet} behind {place}.",
        "Then {he} went to {place} to {activity}.",
        "{He} saw {animal} {animalhome}. \"{sound}\" said the {animalname}.",
        "{friend} came and brought {a} {goods}. {name} already had {b}. Now there were {c} {goods}.",
        "{name} painted the door {colour}, because {colour} is {his} favourite colour.",
        "{He} dropped a glass and it broke. {name} took a broom and swept the floor.",
        "{He} planted a seed in the garden and watered it every day. Soon a flower grew.",
    ];

    private static readonly string[] Endings =
    [
        "In the evening the sun went down and it got dark. {name} was tired and went to bed.", "It was a good day, and {name} was happy.",
        "Then {he} went home. {petname} was glad to see {him}.", "The next day was {nextday}.", "\"What a nice day,\" said {name}.",
    ];

    private static readonly string[] FriendLines = ["How are you today?", "Shall we go to the lake?", "Would you like some tea?", "It is nice to see you!"];

    private static readonly string[] Goods = ["apples", "eggs", "books", "flowers", "cakes"];

    public static string Tell(Random random) => About(random.Pick(Facts.People), random);

    public static string About(Person person, Random random)
    {
        int day = random.Next(7);
        (string weather, string result) = random.Pick(Weathers);
        List<string> lines = [random.Pick(Openings)];
        if (random.Chance(0.5))
        {
            lines.Add(random.Pick(Breakfasts));
        }

        if (random.Chance(0.5))
        {
            lines.Add($"{weather} {result}");
        }

        lines.AddRange(Middles.OrderBy(_ => random.Next()).Take(random.Next(1, 4)));
        lines.Add(random.Pick(Endings));
        return string.Join(' ', lines.Select(line => Fill(line, person, day, random)));
    }

    private static string Fill(string line, Person person, int day, Random random)
    {
        Animal animal = random.Pick([.. Facts.Animals.Where(candidate => candidate.Sound.Length > 0)]);
        Place place = random.Pick(Facts.Places);
        int a = random.Next(1, 10), b = random.Next(1, 11);
        return person.Fill(line
            .Replace("{day}", Facts.Days[day], StringComparison.Ordinal)
            .Replace("{nextday}", Facts.Days[(day + 1) % 7], StringComparison.Ordinal)
            .Replace("{jobname}", person.Job, StringComparison.Ordinal)
            .Replace("{friendline}", random.Pick(FriendLines), StringComparison.Ordinal)
            .Replace("{place}", place.Name, StringComparison.Ordinal)
            .Replace("{activity}", place.Activity, StringComparison.Ordinal)
            .Replace("{animalhome}", animal.Home, StringComparison.Ordinal)
            .Replace("{animalname}", animal.Name, StringComparison.Ordinal)
            .Replace("{animal}", Words.WithArticle(animal.Name), StringComparison.Ordinal)
            .Replace("{sound}", Words.Capital(animal.Sound) + "!", StringComparison.Ordinal)
            .Replace("{goods}", random.Pick(Goods), StringComparison.Ordinal)
            .Replace("{a}", Words.Number(a), StringComparison.Ordinal)
            .Replace("{b}", Words.Number(b), StringComparison.Ordinal)
            .Replace("{c}", Words.Number(a + b), StringComparison.Ordinal));
    }
}
