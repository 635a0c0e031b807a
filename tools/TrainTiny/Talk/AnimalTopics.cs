using Xinference.TrainTiny.World;

namespace Xinference.TrainTiny.Talk;

/// <summary>Questions about what animals say, eat, have and can do.</summary>
internal static class AnimalTopics
{
    public static IReadOnlyList<Exchange> Single(Random random) => [About(random.Pick(Facts.Animals), random.Next(8), random)];

    /// <summary>Two or three questions in a row; the later ones say "it".</summary>
    public static IReadOnlyList<Exchange> Thread(Random random)
    {
        Animal animal = random.Pick(Facts.Animals);
        List<Exchange> thread = [About(animal, random.Next(5), random)];
        string one = Words.Capital(Words.WithArticle(animal.Name));
        Exchange[] more =
        [
            new(random.Pick(["How many legs does it have?", "And how many legs?"]), $"{one} has {Legs(animal)}.", Words.Number(animal.Legs)),
            new(random.Pick(["What does it eat?", "And what does it eat?"]), $"{one} eats {animal.Food}.", animal.Food),
            new(random.Pick(["Where does it live?", "And where does it live?"]), $"{one} lives {animal.Home}.", animal.Home),
            new("What sound does it make?", Sound(animal), animal.Sound.Length > 0 ? animal.Sound : "none"),
        ];
        thread.AddRange(more.OrderBy(_ => random.Next()).Take(random.Next(1, 3)));
        return thread;
    }

    public static IReadOnlyList<Exchange> OneAfterAnother(Random random)
    {
        Animal[] animals = [.. Facts.Animals.OrderBy(_ => random.Next()).Take(random.Next(2, 4))];
        int aspect = random.Next(5);
        List<Exchange> thread = [About(animals[0], aspect, random)];
        foreach (Animal animal in animals.Skip(1))
        {
            string ask = random.Pick([$"And {Words.WithArticle(animal.Name)}?", $"What about {Words.WithArticle(animal.Name)}?"]);
            thread.Add(About(animal, aspect, random) with { Question = ask });
        }

        return thread;
    }

    private static Exchange About(Animal animal, int aspect, Random random)
    {
        string one = Words.WithArticle(animal.Name);
        string start = Words.Capital(one);
        return aspect switch
        {
            0 => new(random.Pick([$"What sound does {one} make?", $"What does {one} say?", $"What noise does {one} make?"]),
                Sound(animal), animal.Sound.Length > 0 ? animal.Sound : "none"),
            1 => new(random.Pick([$"How many legs does {one} have?", $"How many legs do {animal.Plural} have?", $"What is the number of legs of {one}?"]),
                $"{start} has {Legs(animal)}.", Words.Number(animal.Legs)),
            2 => new(random.Pick([$"What does {one} eat?", $"What do {animal.Plural} eat?", $"What is the food of {one}?"]),
                $"{start} eats {animal.Food}.", animal.Food),
            3 => new(random.Pick([$"Where does {one} live?", $"Where do {animal.Plural} live?", $"What is the home of {one}?"]),
                $"{start} lives {animal.Home}.", animal.Home),
            4 => new(random.Pick([$"What is a baby {animal.Name} called?", $"What do you call a young {animal.Name}?", $"What is the name for a young {animal.Name}?"]),
                $"A young {animal.Name} is called {Words.WithArticle(animal.Baby)}.", animal.Baby),
            5 => Ability(animal, random.Pick([$"Can {one} fly?", $"Can {animal.Plural} fly?", $"Does {one} fly?"]), "fly", animal.Flies),
            6 => Ability(animal, random.Pick([$"Can {one} swim?", $"Can {animal.Plural} swim?", $"Does {one} swim?"]), "swim", animal.Swims),
            _ => new(random.Pick([$"Tell me about {animal.Plural}.", $"What do you know about {animal.Plural}?", $"What is {one}?"]),
                $"{start} is an animal. It has {Legs(animal)}, eats {animal.Food} and lives {animal.Home}."),
        };
    }

    /// <summary>"Which animal says moo?"; only sounds and babies that belong to one animal are asked.</summary>
    public static IReadOnlyList<Exchange> Reversed(Random random)
    {
        Animal animal = random.Pick([.. Facts.Animals.Where(candidate => candidate.Sound.Length > 0)]);
        string one = Words.Capital(Words.WithArticle(animal.Name));
        return [new(random.Pick([$"Which animal says {animal.Sound}?", $"What animal makes the sound {animal.Sound}?", $"Who says {animal.Sound}?"]),
            $"{one} says {animal.Sound}.", Words.WithArticle(animal.Name))];
    }

    private static Exchange Ability(Animal animal, string question, string verb, bool able)
    {
        string one = Words.WithArticle(animal.Name);
        return new(question, able ? $"Yes, {one} can {verb}." : $"No, {one} cannot {verb}.", able ? "Yes" : "No");
    }

    private static string Sound(Animal animal)
    {
        string one = Words.Capital(Words.WithArticle(animal.Name));
        return animal.Sound.Length > 0 ? $"{one} says {animal.Sound}." : $"{one} is quiet. It makes no sound.";
    }

    private static string Legs(Animal animal) => animal.Legs == 0 ? "no legs" : $"{Words.Number(animal.Legs)} legs";
}
