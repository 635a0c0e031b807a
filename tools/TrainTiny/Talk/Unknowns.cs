using Xinference.TrainTiny.World;

namespace Xinference.TrainTiny.Talk;

/// <summary>Questions from outside the world, as varied as possible, all with the same honest answer.</summary>
internal static class Unknowns
{
    public const string Answer = "I do not know about that. I only know my small world.";
    public const string NoSuchPerson = "I do not know anyone by that name. I only know my small world.";
    public const string TooBig = "That number is too big for me. I can only count to twenty.";

    private static readonly string[] Things =
    [
        "quantum physics", "the stock market", "a black hole", "gravity", "photosynthesis", "the French Revolution", "the Roman Empire", "world war two",
        "machine learning", "a neural network", "Python", "JavaScript", "a database", "Linux", "Windows", "the internet", "Bitcoin", "democracy", "philosophy",
        "Paris", "London", "New York", "Tokyo", "Berlin", "China", "America", "France", "Germany", "India", "Africa", "Europe", "the moon", "Mars", "Jupiter",
        "the universe", "an atom", "DNA", "a virus", "cancer", "the brain", "the heart", "a computer", "a smartphone", "the election", "the president", "the news",
        "football", "the Olympic Games", "chess", "tennis", "Shakespeare", "the Bible", "jazz", "rock music", "opera", "a guitar", "a piano", "Hollywood", "Star Wars",
        "Harry Potter", "a dinosaur", "a whale", "a shark", "a penguin", "a tiger", "a dragon", "a unicorn", "a volcano", "an earthquake", "the ocean", "oxygen", "carbon",
        "electricity", "a battery", "an airplane", "a train", "a rocket", "a submarine", "the Eiffel Tower", "the Great Wall", "pizza", "sushi", "wine", "coffee", "chocolate cake",
        "algebra", "geometry", "calculus", "a triangle", "the square root", "pi", "statistics", "economics", "inflation", "taxes", "law", "religion", "history", "chemistry", "biology",
        "the speed of light", "the theory of relativity", "evolution", "climate change", "global warming", "a robot", "ChatGPT", "Google", "Apple", "Microsoft", "Amazon", "Tesla", "Facebook",
        "the capital of France", "the capital of Spain", "the population of India", "the highest mountain", "the longest river", "a compiler", "recursion", "an algorithm", "the weather today", "the time",
    ];

    private static readonly string[] AboutThing =
    [
        "What is {x}?", "Tell me about {x}.", "Explain {x}.", "Can you explain {x} to me?", "How does {x} work?", "What do you know about {x}?", "Who invented {x}?", "Describe {x}.",
        "Why is {x} important?", "Where does {x} come from?", "What do you think about {x}?", "Write a poem about {x}.", "Write an essay about {x}.", "Write a song about {x}.", "Give me some facts about {x}.",
        "What is the history of {x}?", "How big is {x}?", "When was {x} invented?", "Summarize {x} for me.", "Is {x} dangerous?", "How much does {x} cost?", "Translate {x} into French.", "What is the meaning of {x}?",
        "What is the difference between {x} and {y}?", "Compare {x} with {y}.", "Is {x} better than {y}?", "How do I learn {x}?", "Where can I find {x}?", "Do you like {x}?", "What is the best thing about {x}?",
    ];

    private static readonly string[] Whole =
    [
        "What is the capital of France?", "What is the capital of Germany?", "Who is the president of the United States?", "Who won the world cup?", "What is the weather today?", "What time is it?", "What day is it today?",
        "Write a program that sorts a list.", "Write a Python function.", "Write code for a web page.", "How do I fix this bug?", "Write a poem.", "Write a haiku.", "Translate this sentence.", "Give me a recipe for soup.",
        "How do I cook rice?", "What is the meaning of life?", "Is there a god?", "Who wrote Hamlet?", "How far away is the moon?", "How many people live on earth?", "What is the tallest building?", "Solve this equation.",
        "What is the square root of 16?", "What is 5 times 6?", "What is 3 times 4?", "What is 12 divided by 4?", "What is half of 10?", "Tell me the news.", "What happened yesterday?", "What should I wear today?", "How do I make money?",
        "Should I buy stocks?", "What is the best phone?", "Which car should I buy?", "Can you book a flight?", "Play some music.", "Set an alarm.", "Open the door.", "Call my mother.", "Send an email.", "Search the web.",
        "How do planes fly?", "Why is the sky blue?", "What is love?", "Do you dream?", "What is your favourite movie?", "Sing a song.", "What is the boiling point of water?", "How do vaccines work?", "How many bones does a human have?",
        "What are the months of the year?", "How many months are in a year?", "How many planets are there?", "Who discovered America?", "When did the war end?", "What year is it?", "Who is the king of England?", "Where is the toilet?", "Give me your password.",
    ];

    private static readonly string[] FirstNames = ["Albert", "Isaac", "Napoleon", "Elon", "Barack", "Donald", "Taylor", "William", "Charles", "Marie", "Leonardo", "Michael", "Bill", "Steve", "George", "Abraham", "Julius", "Queen", "King", "Lady", "Brad", "Tom", "Angela", "Vladimir", "Joe", "Sarah", "Linda", "Robert", "Thomas", "Oliver", "Sophie", "Laura", "Kevin", "Peter", "Susan"];
    private static readonly string[] LastNames = ["Einstein", "Newton", "Bonaparte", "Musk", "Obama", "Trump", "Swift", "Shakespeare", "Darwin", "Curie", "da Vinci", "Jordan", "Gates", "Jobs", "Washington", "Lincoln", "Caesar", "Elizabeth", "Gaga", "Pitt", "Hanks", "Merkel", "Putin", "Biden", "Smith", "Miller", "Brown", "Jones", "Taylor", "Wilson"];

    private static readonly string[] AboutPerson =
        ["Who is {x}?", "Who was {x}?", "Tell me about {x}.", "Do you know {x}?", "How old is {x}?", "Where does {x} live?", "What does {x} do?", "What pet does {x} have?", "What is {x}'s job?", "What is {x}'s favourite colour?", "When was {x} born?", "Is {x} a doctor?", "What did {x} do?", "Why is {x} famous?"];

    private static readonly string[] Onsets = ["b", "br", "d", "dr", "f", "g", "gr", "h", "k", "kl", "l", "m", "n", "p", "pl", "r", "s", "st", "sh", "t", "tr", "v", "w", "z"];
    private static readonly string[] Nuclei = ["a", "e", "i", "o", "u", "ai", "ee", "oo", "ou"];
    private static readonly string[] Codas = ["", "", "n", "r", "l", "s", "t", "m", "ck", "nd", "x"];

    public static IReadOnlyList<Exchange> Any(Random random) => [random.Next(10) switch
    {
        < 5 => new(Fill(random.Pick(AboutThing), random), Answer),
        < 7 => new(random.Pick(Whole), Answer),
        < 9 => new(random.Pick(AboutPerson).Replace("{x}", SomeName(random), StringComparison.Ordinal), NoSuchPerson),
        _ => BigSum(random),
    }];

    private static string Fill(string template, Random random) => Words.Capital(template
        .Replace("{x}", Thing(random), StringComparison.Ordinal)
        .Replace("{y}", Thing(random), StringComparison.Ordinal));

    private static string Thing(Random random) => random.Chance(0.75) ? random.Pick(Things) : Invented(random);

    private static string SomeName(Random random) => random.Next(3) switch
    {
        0 => $"{random.Pick(FirstNames)} {random.Pick(LastNames)}",
        1 => random.Pick(FirstNames),
        _ => Words.Capital(Invented(random)),
    };

    private static string Invented(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Pick(Onsets) + random.Pick(Nuclei) + random.Pick(Codas)));

    private static Exchange BigSum(Random random)
    {
        int a = random.Next(21, random.Chance(0.5) ? 100 : 1000), b = random.Next(1, 1000);
        (a, b) = random.Chance(0.5) ? (a, b) : (b, a);
        string operation = random.Pick(["+", "-", "plus", "minus", "times", "*"]);
        return new(random.Pick([$"What is {a} {operation} {b}?", $"{a} {operation} {b} = ?", $"Calculate {a} {operation} {b}.", $"Count to {Math.Max(a, b)}."]), TooBig);
    }
}
