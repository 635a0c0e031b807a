using Xinference.Peers.Cases;
using Xinference.Tensors;

namespace Xinference.Peers.Tests;

/// <summary>What the command line selects.</summary>
public sealed class SelectionTests
{
    private static readonly SelectionOptions Everything = new(Extent.Full, [], [], [], [], null);

    [Theory]
    [InlineData(Extent.Quick)]
    [InlineData(Extent.Essential)]
    [InlineData(Extent.Full)]
    public void Cases_are_told_apart_by_their_ids(Extent extent)
    {
        IReadOnlyList<BenchCase> cases = Selection.Make(Everything with { Extent = extent });

        Assert.Equal(cases.Count, cases.Select(one => one.Id).Distinct().Count());
    }

    [Fact]
    public void Options_narrow_the_selection()
    {
        IReadOnlyList<BenchCase> cases = Selection.Make(Everything with
        {
            Models = ["TinyLlama-1.1B"],
            Types = ["q4_0"],
            Figures = [Figure.Load],
            Skipped = [ContenderNames.LlamaCpp],
            Rounds = 7,
        });

        BenchCase one = Assert.Single(cases);
        Assert.Equal((Figure.Load, "tinyllama-1.1b", DType.Q4_0, 7), (one.Figure, one.ModelName, one.Model!.Type, one.Rounds));
        Assert.Equal([ContenderNames.Ours, ContenderNames.TorchBf16], one.Contenders);
    }

    [Fact]
    public void A_case_that_nobody_is_left_for_is_dropped() =>
        Assert.Empty(Selection.Make(Everything with { Skipped = [.. ContenderNames.Peers, ContenderNames.Ours, ContenderNames.OursInt8] }));

    [Fact]
    public void Essentials_take_about_12_minutes_and_everything_about_25()
    {
        Assert.InRange(Estimate.Of(Selection.Make(Everything with { Extent = Extent.Essential })).TotalMinutes, 3, 13);
        Assert.InRange(Estimate.Of(Selection.Make(Everything)).TotalMinutes, 10, 28);
    }

    [Fact]
    public void Texts_are_of_mixed_lengths_from_16_to_384()
    {
        IReadOnlyList<int> lengths = TextLengths.Mixed(64);

        Assert.Equal(64, lengths.Count);
        Assert.InRange(lengths.Min(), 16, 24);
        Assert.InRange(lengths.Max(), 376, 384);
        Assert.InRange(lengths.Average(), 190, 210);
    }
}
