using System.Text.Json;
using CsCheck;
using Xinference.Testing;
using Xinference.TrainTiny.Text;

namespace Xinference.TrainTiny.Tests;

public sealed class VocabularyTests
{
    private const int Seed = 20261122;
    private const int Size = 4096;

    private static readonly Lazy<Tokenizer> Learnt = new(() => Vocabulary.Learn(Seed, Size));

    [Fact]
    public void Trainer_merges_the_most_frequent_pair_first() =>
        Assert.Equal([("b", "c"), ("a", "bc")], BpeTrainer.Train(["abc", "abc", "bcx", "bcy"], 2));

    [Fact]
    public void Trainer_stops_when_no_pair_occurs_twice() =>
        Assert.Empty(BpeTrainer.Train(["ab", "cd"], 10));

    [Fact]
    public void Any_text_comes_back_from_its_ids() =>
        Gen.String.Where(text => !text.Any(char.IsSurrogate) && !ChatFormat.SpecialTokens.Any(text.Contains))
            .Sample(text => Assert.Equal(text, Learnt.Value.Decode(Learnt.Value.Encode(text))), iter: 2000);

    [Fact]
    public void Ids_are_those_of_the_committed_vocabulary()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(RepoFiles.Path("assets", "tiny", "tokenizer.json")));
        JsonElement model = file.RootElement.GetProperty("model");
        Assert.Equal(Learnt.Value.Tokens, model.GetProperty("vocab").EnumerateObject().OrderBy(entry => entry.Value.GetInt32()).Select(entry => entry.Name));
        Assert.Equal(Learnt.Value.Merges.Select(merge => $"{merge.Left} {merge.Right}"), model.GetProperty("merges").EnumerateArray().Select(merge => merge.GetString()!));
    }

    [Fact]
    public void Held_out_text_is_the_committed_one() =>
        Assert.Equal(HeldOut.File(HeldOut.Draw(Seed)), File.ReadAllText(RepoFiles.Path("assets", "tiny", "heldout.txt")));
}
