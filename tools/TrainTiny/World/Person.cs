namespace Xinference.TrainTiny.World;

/// <summary>One inhabitant of the small world; every value belongs to one person only, so that questions can be turned round.</summary>
internal sealed record Person(
    string Name, bool Female, int Age, string Job, string Workplace, string Home,
    string Pet, string PetName, string Colour, string Food, string Friend)
{
    public string He => Female ? "she" : "he";

    public string Him => Female ? "her" : "him";

    public string His => Female ? "her" : "his";

    public string Fill(string template) => template
        .Replace("{name}", Name, StringComparison.Ordinal)
        .Replace("{he}", He, StringComparison.Ordinal)
        .Replace("{him}", Him, StringComparison.Ordinal)
        .Replace("{his}", His, StringComparison.Ordinal)
        .Replace("{He}", Female ? "She" : "He", StringComparison.Ordinal)
        .Replace("{His}", Female ? "Her" : "His", StringComparison.Ordinal)
        .Replace("{age}", $"{Age}", StringComparison.Ordinal)
        .Replace("{job}", Words.WithArticle(Job), StringComparison.Ordinal)
        .Replace("{work}", Workplace, StringComparison.Ordinal)
        .Replace("{home}", Home, StringComparison.Ordinal)
        .Replace("{pet}", Words.WithArticle(Pet), StringComparison.Ordinal)
        .Replace("{thepet}", Pet, StringComparison.Ordinal)
        .Replace("{petname}", PetName, StringComparison.Ordinal)
        .Replace("{colour}", Colour, StringComparison.Ordinal)
        .Replace("{food}", Food, StringComparison.Ordinal)
        .Replace("{friend}", Friend, StringComparison.Ordinal);
}
