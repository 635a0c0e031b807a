using Xinference.TrainTiny.World;

namespace Xinference.TrainTiny.Talk;

/// <summary>Colours, days, seasons, opposites, causes, tools and places.</summary>
internal static class ThingTopics
{
    private static readonly string[] AllColours = ["red", "blue", "green", "yellow", "white", "black", "brown", "pink", "orange", "purple", "grey"];

    public static IReadOnlyList<Exchange> Colour(Random random)
    {
        (string thing, string colour) = random.Pick(Facts.Colours);
        string start = Words.Capital(thing);
        if (random.Chance(0.35))
        {
            string guess = random.Chance(0.5) ? colour : random.Pick(AllColours);
            return [new($"Is {thing} {guess}?", guess == colour ? $"Yes, {thing} is {colour}." : $"No, {thing} is {colour}.", guess == colour ? "Yes" : "No")];
        }

        return [new(random.Pick([$"What colour is {thing}?", $"Which colour is {thing}?", $"What is the colour of {thing}?", $"What color is {thing}?", $"Do you know what colour {thing} is?"]),
            $"{start} is {colour}.", colour)];
    }

    public static IReadOnlyList<Exchange> ColourAfterColour(Random random)
    {
        (string Thing, string Colour)[] things = [.. Facts.Colours.OrderBy(_ => random.Next()).Take(random.Next(2, 4))];
        List<Exchange> thread = [new($"What colour is {things[0].Thing}?", $"{Words.Capital(things[0].Thing)} is {things[0].Colour}.", things[0].Colour)];
        foreach ((string thing, string colour) in things.Skip(1))
        {
            thread.Add(new(random.Pick([$"And {thing}?", $"What about {thing}?"]), $"{Words.Capital(thing)} is {colour}.", colour));
        }

        return thread;
    }

    public static IReadOnlyList<Exchange> Mix(Random random)
    {
        (string a, string b, string result) = random.Pick(Facts.Mixes);
        (a, b) = random.Chance(0.5) ? (a, b) : (b, a);
        return [new(random.Pick([$"What do you get if you mix {a} and {b}?", $"What colour do {a} and {b} make?", $"Which colour comes from {a} and {b}?"]),
            $"If you mix {a} and {b}, you get {result}.", result)];
    }

    public static IReadOnlyList<Exchange> Day(Random random)
    {
        int i = random.Next(7);
        string day = Facts.Days[i], after = Facts.Days[(i + 1) % 7], before = Facts.Days[(i + 6) % 7];
        return random.Next(6) switch
        {
            0 => [new(random.Pick([$"What day comes after {day}?", $"Which day is after {day}?", $"What is the day after {day}?"]), $"After {day} comes {after}.", after)],
            1 => [new(random.Pick([$"What day comes before {day}?", $"Which day is before {day}?", $"What is the day before {day}?"]), $"Before {day} comes {before}.", before)],
            2 => [new($"If today is {day}, what day is tomorrow?", $"If today is {day}, tomorrow is {after}.", after)],
            3 => [new($"If today is {day}, what day was yesterday?", $"If today is {day}, yesterday was {before}.", before)],
            4 => [new(random.Pick(["How many days are in a week?", "How many days does a week have?"]), "A week has seven days.", "seven")],
            _ => [new(random.Pick(["What are the days of the week?", "Tell me the days of the week.", "Which days are in a week?"]), $"The days of the week are {Words.List(Facts.Days)}.")],
        };
    }

    public static IReadOnlyList<Exchange> Season(Random random)
    {
        int i = random.Next(4);
        (string name, string weather, string happens) = Facts.Seasons[i];
        string after = Facts.Seasons[(i + 1) % 4].Name;
        return random.Next(4) switch
        {
            0 => [new(random.Pick([$"What is the weather like in {name}?", $"How is the weather in {name}?"]), $"In {name} it is {weather}.", weather)],
            1 => [new($"What happens in {name}?", $"In {name} {happens}.")],
            2 => [new($"Which season comes after {name}?", $"After {name} comes {after}.", after)],
            _ => [new(random.Pick(["What are the seasons?", "How many seasons are there?"]), "There are four seasons: spring, summer, autumn and winter.")],
        };
    }

    public static IReadOnlyList<Exchange> Opposite(Random random)
    {
        (string word, string other) = random.Pick(Facts.Opposites);
        (word, other) = random.Chance(0.5) ? (word, other) : (other, word);
        return [new(random.Pick([$"What is the opposite of {word}?", $"Which word is the opposite of {word}?", $"Tell me the opposite of {word}."]),
            $"The opposite of {word} is {other}.", other)];
    }

    public static IReadOnlyList<Exchange> Why(Random random)
    {
        Cause cause = random.Pick(Facts.Causes);
        return random.Chance(0.65)
            ? [new(random.Pick([$"What happens if {cause.If}?", $"What happens when {cause.If}?", $"What if {cause.If}?"]), $"If {cause.If}, {cause.Then}.", cause.Then)]
            : [new($"Why is {cause.Observed}?", $"Because {cause.Because}.", cause.Because)];
    }

    public static IReadOnlyList<Exchange> Use(Random random)
    {
        if (random.Chance(0.5))
        {
            Tool tool = random.Pick(Facts.Tools);
            return [new(random.Pick([$"What do you use {tool.Name} for?", $"What is {tool.Name} for?", $"What can I do with {tool.Name}?", $"Why do people need {tool.Name}?"]),
                $"You use {tool.Name} {tool.Use}.", tool.Use)];
        }

        Place place = random.Pick(Facts.Places);
        return [new(random.Pick([$"What can I do at {place.Name}?", $"What do people do at {place.Name}?", $"Why do people go to {place.Name}?", $"What is {place.Name} for?"]),
            $"At {place.Name} you can {place.Activity}.", place.Activity)];
    }

    public static IReadOnlyList<Exchange> WhereTo(Random random)
    {
        Place place = random.Pick(Facts.Places);
        return [new(random.Pick([$"Where can I {place.Activity}?", $"Where can you {place.Activity}?", $"I want to {place.Activity}. Where should I go?"]),
            $"You can {place.Activity} at {place.Name}.", $"at {place.Name}")];
    }
}
