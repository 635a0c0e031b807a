using Xinference.TrainTiny.World;

namespace Xinference.TrainTiny.Talk;

/// <summary>Questions about the ten people, asked by name, by pronoun and the other way round.</summary>
internal static class PeopleTopics
{
    private sealed record Aspect(string[] ByName, string[] ByPronoun, string[] Answers, string Brief, string[] Reverse, string ReverseAnswer);

    private static readonly Aspect[] Aspects =
    [
        new(["How old is {name}?", "What is {name}'s age?", "What age is {name}?", "Tell me how old {name} is."],
            ["How old is {he}?", "And what is {his} age?"],
            ["{name} is {age} years old.", "{He} is {age} years old."], "{age}",
            ["Who is {age} years old?", "Who is {age}?"], "{name} is {age} years old."),
        new(["What does {name} do?", "What is {name}'s job?", "What work does {name} do?", "What does {name} do for a living?"],
            ["What does {he} do?", "What is {his} job?"],
            ["{name} is {job}.", "{name} works as {job}."], "{job}",
            ["Who is {job}?", "Do you know {job}?", "Who works as {job}?"], "{name} is {job}."),
        new(["Where does {name} work?", "What is {name}'s workplace?", "Where can I find {name} at work?"],
            ["Where does {he} work?", "And where is {his} work?"],
            ["{name} works at {work}.", "{He} works at {work}."], "at {work}", [], ""),
        new(["Where does {name} live?", "Where is {name}'s home?", "In which house does {name} live?"],
            ["Where does {he} live?", "Where is {his} home?"],
            ["{name} lives in {home}.", "{He} lives in {home}."], "in {home}",
            ["Who lives in {home}?"], "{name} lives in {home}."),
        new(["What pet does {name} have?", "Does {name} have a pet?", "Which animal does {name} have?", "What is {name}'s pet?"],
            ["Does {he} have a pet?", "What pet does {he} have?"],
            ["{name} has {pet} called {petname}.", "{He} has {pet}. Its name is {petname}."], "{pet}",
            ["Who has {pet}?", "Whose pet is {petname}?", "Who is the owner of {petname}?"], "{name} has {pet} called {petname}."),
        new(["What is the name of {name}'s pet?", "What is {name}'s {thepet} called?", "How is {name}'s {thepet} called?"],
            ["What is {his} {thepet} called?", "What is the name of {his} pet?"],
            ["{His} {thepet} is called {petname}.", "The {thepet} of {name} is called {petname}."], "{petname}",
            ["Who is {petname}?", "Do you know {petname}?"], "{petname} is {name}'s {thepet}."),
        new(["What is {name}'s favourite colour?", "Which colour does {name} like?", "What colour does {name} like best?"],
            ["What is {his} favourite colour?", "Which colour does {he} like?"],
            ["{name}'s favourite colour is {colour}.", "{He} likes {colour} best."], "{colour}",
            ["Who likes {colour} best?", "Whose favourite colour is {colour}?", "Who likes the colour {colour}?"], "{name} likes {colour} best."),
        new(["What does {name} like to eat?", "What is {name}'s favourite food?", "What food does {name} like?"],
            ["What does {he} like to eat?", "What is {his} favourite food?"],
            ["{name} likes to eat {food}.", "{His} favourite food is {food}."], "{food}",
            ["Who likes to eat {food}?", "Whose favourite food is {food}?"], "{name} likes to eat {food}."),
        new(["Who is {name}'s friend?", "Who is the best friend of {name}?", "Who is {name}'s best friend?"],
            ["Who is {his} best friend?", "Does {he} have a friend?"],
            ["{name}'s best friend is {friend}.", "{His} best friend is {friend}."], "{friend}", [], ""),
    ];

    private static readonly string[] WhoIs =
        ["Who is {name}?", "Tell me about {name}.", "Do you know {name}?", "What do you know about {name}?", "What can you tell me about {name}?"];

    private static readonly string[] Portraits =
    [
        "{name} is {job}. {He} is {age} years old and lives in {home}.",
        "{name} is {job} and works at {work}. {He} has {pet} called {petname}.",
        "{name} is {job}. {He} lives in {home}. {His} {thepet} is called {petname}, and {his} favourite colour is {colour}.",
        "{name} is {age} years old. {He} works as {job} at {work} and likes to eat {food}.",
    ];

    private static readonly string[] NextPerson = ["And {name}?", "What about {name}?", "And what about {name}?"];

    /// <summary>A single question by name, or turned round.</summary>
    public static IReadOnlyList<Exchange> Single(Random random)
    {
        Person person = random.Pick(Facts.People);
        Aspect aspect = random.Pick(Aspects);
        return aspect.Reverse.Length > 0 && random.Chance(0.3)
            ? [Reversed(aspect, person, random)]
            : [Ask(aspect, aspect.ByName, person, random)];
    }

    /// <summary>Somebody is named first; the questions that follow say only he or she.</summary>
    public static IReadOnlyList<Exchange> Pronouns(Random random)
    {
        Person person = random.Pick(Facts.People);
        List<Exchange> thread = [Opening(person, random)];
        foreach (Aspect aspect in Draw(random, random.Next(1, 4)))
        {
            thread.Add(Ask(aspect, aspect.ByPronoun, person, random));
        }

        return thread;
    }

    /// <summary>The same question about one person after another: "And Ben?".</summary>
    public static IReadOnlyList<Exchange> OneAfterAnother(Random random)
    {
        Person[] people = [.. Facts.People.OrderBy(_ => random.Next()).Take(random.Next(2, 4))];
        Aspect aspect = random.Pick(Aspects);
        List<Exchange> thread = [Ask(aspect, aspect.ByName, people[0], random)];
        foreach (Person person in people.Skip(1))
        {
            thread.Add(new(person.Fill(random.Pick(NextPerson)), person.Fill(aspect.Answers[0]), person.Fill(aspect.Brief)));
        }

        return thread;
    }

    /// <summary>"Is Anna a doctor?": yes, or no with the truth.</summary>
    public static IReadOnlyList<Exchange> YesNo(Random random)
    {
        Person person = random.Pick(Facts.People);
        Person other = random.Chance(0.5) ? person : random.Pick(Facts.People);
        (string question, string answer) = random.Pick<(string, string)>(
        [
            ("Is {name} {job}?", "{name} is {job}."),
            ("Does {name} have {pet}?", "{name} has {pet} called {petname}."),
            ("Does {name} live in {home}?", "{name} lives in {home}."),
            ("Is {name} {age} years old?", "{name} is {age} years old."),
            ("Is {name}'s favourite colour {colour}?", "{name}'s favourite colour is {colour}."),
        ]);
        string word = person == other ? "Yes" : "No";
        Person asked = other with { Name = person.Name };
        return [new(asked.Fill(question), $"{word}, {person.Fill(answer)}", word)];
    }

    /// <summary>Two people compared by age.</summary>
    public static IReadOnlyList<Exchange> Older(Random random)
    {
        Person[] two = [.. Facts.People.OrderBy(_ => random.Next()).Take(2)];
        Person older = two.MaxBy(person => person.Age)!;
        Person younger = two.MinBy(person => person.Age)!;
        return random.Chance(0.6)
            ? [new($"Who is older, {two[0].Name} or {two[1].Name}?", $"{older.Name} is older. {older.Name} is {older.Age} and {younger.Name} is {younger.Age}.", older.Name)]
            : [new($"Who is younger, {two[0].Name} or {two[1].Name}?", $"{younger.Name} is younger. {younger.Name} is {younger.Age} and {older.Name} is {older.Age}.", younger.Name)];
    }

    public static IReadOnlyList<Exchange> Everybody(Random random) =>
        [new(random.Pick(["Who do you know?", "Which people do you know?", "Who lives in your world?", "Tell me the names of the people."]),
            $"I know {Words.List([.. Facts.People.Select(person => person.Name)])}.")];

    private static Exchange Opening(Person person, Random random)
    {
        if (random.Chance(0.6))
        {
            return new(person.Fill(random.Pick(WhoIs)), person.Fill(random.Pick(Portraits)));
        }

        Aspect aspect = random.Pick(Aspects);
        return aspect.Reverse.Length > 0 && random.Chance(0.5)
            ? Reversed(aspect, person, random)
            : Ask(aspect, aspect.ByName, person, random);
    }

    private static IEnumerable<Aspect> Draw(Random random, int count) => Aspects.OrderBy(_ => random.Next()).Take(count);

    private static Exchange Ask(Aspect aspect, string[] questions, Person person, Random random)
    {
        int first = ReferenceEquals(questions, aspect.ByName) ? 0 : random.Next(2);
        return new(person.Fill(random.Pick(questions)), person.Fill(aspect.Answers[first]), person.Fill(aspect.Brief));
    }

    private static Exchange Reversed(Aspect aspect, Person person, Random random) =>
        new(person.Fill(random.Pick(aspect.Reverse)), person.Fill(aspect.ReverseAnswer), person.Name);
}
