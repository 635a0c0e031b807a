using Xinference.TrainTiny.World;

namespace Xinference.TrainTiny.Talk;

/// <summary>Counting, comparing, adding and taking away, all within twenty.</summary>
internal static class NumberTopics
{
    private static readonly string[] Goods = ["apples", "eggs", "books", "coins", "flowers", "cakes", "fish", "pens"];

    public static IReadOnlyList<Exchange> Sum(Random random)
    {
        int a = random.Next(Words.MaxNumber + 1);
        int b = random.Next(Words.MaxNumber + 1 - a);
        bool words = random.Chance(0.3);
        string left = Write(a, words), right = Write(b, words), result = Write(a + b, words);
        string question = random.Pick([$"What is {left} plus {right}?", $"How much is {left} plus {right}?", $"{left} plus {right}?", $"Add {left} and {right}."]);
        if (!words && random.Chance(0.5))
        {
            question = random.Pick([$"What is {left} + {right}?", $"{left} + {right} = ?", $"{left}+{right}", $"{left}+{right}=?", $"Calculate {left} + {right}."]);
        }

        return [new(Words.Capital(question), Words.Capital($"{left} plus {right} is {result}."), result)];
    }

    public static IReadOnlyList<Exchange> Difference(Random random)
    {
        int a = random.Next(Words.MaxNumber + 1);
        int b = random.Next(a + 1);
        bool words = random.Chance(0.3);
        string left = Write(a, words), right = Write(b, words), result = Write(a - b, words);
        string question = random.Pick([$"What is {left} minus {right}?", $"How much is {left} minus {right}?", $"Take {right} away from {left}."]);
        if (!words && random.Chance(0.5))
        {
            question = random.Pick([$"What is {left} - {right}?", $"{left} - {right} = ?", $"{left}-{right}", $"Calculate {left} - {right}."]);
        }

        return [new(Words.Capital(question), Words.Capital($"{left} minus {right} is {result}."), result)];
    }

    public static IReadOnlyList<Exchange> Compare(Random random)
    {
        int a = random.Next(Words.MaxNumber + 1);
        int b = random.Next(Words.MaxNumber + 1);
        if (a == b)
        {
            return [new($"Is {a} the same as {b}?", $"Yes, {a} and {b} are the same number.", "Yes")];
        }

        int high = Math.Max(a, b), low = Math.Min(a, b);
        return random.Next(3) switch
        {
            0 => [new(random.Pick([$"Which is bigger, {a} or {b}?", $"Which number is bigger, {a} or {b}?", $"What is more, {a} or {b}?"]), $"{high} is bigger than {low}.", $"{high}")],
            1 => [new(random.Pick([$"Which is smaller, {a} or {b}?", $"Which number is smaller, {a} or {b}?", $"What is less, {a} or {b}?"]), $"{low} is smaller than {high}.", $"{low}")],
            _ => [new($"Is {a} bigger than {b}?", a > b ? $"Yes, {a} is bigger than {b}." : $"No, {a} is smaller than {b}.", a > b ? "Yes" : "No")],
        };
    }

    public static IReadOnlyList<Exchange> Neighbour(Random random)
    {
        int n = random.Next(1, Words.MaxNumber);
        return random.Chance(0.5)
            ? [new(random.Pick([$"What number comes after {n}?", $"Which number comes after {n}?", $"What comes after {n}?"]), $"After {n} comes {n + 1}.", $"{n + 1}")]
            : [new(random.Pick([$"What number comes before {n}?", $"Which number comes before {n}?", $"What comes before {n}?"]), $"Before {n} comes {n - 1}.", $"{n - 1}")];
    }

    public static IReadOnlyList<Exchange> Count(Random random)
    {
        int from = random.Chance(0.7) ? 1 : random.Next(1, 15);
        int to = random.Next(from + 2, Words.MaxNumber + 1);
        string row = string.Join(", ", Enumerable.Range(from, to - from + 1));
        return [new(from == 1 ? random.Pick([$"Count to {to}.", $"Can you count to {to}?", $"Please count from 1 to {to}."]) : $"Count from {from} to {to}.", $"{row}.")];
    }

    /// <summary>A sum told as a little story about somebody.</summary>
    public static IReadOnlyList<Exchange> Word(Random random)
    {
        Person person = random.Pick(Facts.People);
        string goods = random.Pick(Goods);
        int a = random.Next(2, 11), b = random.Next(1, 10);
        if (random.Chance(0.5))
        {
            return [new($"{person.Name} has {a} {goods} and gets {b} more. How many {goods} does {person.He} have?",
                $"{person.Name} has {a + b} {goods}, because {a} plus {b} is {a + b}.", $"{a + b}")];
        }

        b = random.Next(1, a);
        return [new($"{person.Name} has {a} {goods} and gives away {b}. How many {goods} are left?",
            $"{person.Name} has {a - b} {goods} left, because {a} minus {b} is {a - b}.", $"{a - b}")];
    }

    private static string Write(int value, bool words) => words ? Words.Number(value) : $"{value}";
}
