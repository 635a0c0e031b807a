using System.Collections.Immutable;
using System.Reflection;

namespace Xinference.Inference.Tests;

/// <summary>The waist stays narrow: data and one interface, no behaviour, no dependencies.</summary>
public sealed class WaistTests
{
    private static readonly Assembly Waist = typeof(IInferenceGateway).Assembly;

    [Fact]
    public void It_depends_on_the_framework_alone() =>
        Assert.All(Waist.GetReferencedAssemblies(), name => Assert.StartsWith("System.", name.Name, StringComparison.Ordinal));

    [Fact]
    public void It_has_at_most_300_lines() =>
        Assert.InRange(Directory.GetFiles(Testing.RepoFiles.Path("src", "Inference"), "*.cs").Sum(file => File.ReadLines(file).Count()), 1, 300);

    [Fact]
    public void Events_are_sampled_or_finished_and_nobody_can_add_another()
    {
        Assert.Equal(
            ["Finished", "Sampled"], Waist.GetTypes().Where(type => type.BaseType == typeof(TokenEvent)).Select(type => type.Name).Order());
        Assert.All(
            typeof(TokenEvent).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic),
            constructor => Assert.True(constructor.IsPrivate || constructor.IsFamily && constructor.GetParameters() is [{ } only] && only.ParameterType == typeof(TokenEvent)));
    }

    [Fact]
    public void The_default_options_change_nothing()
    {
        SamplingOptions options = new();
        Assert.Equal((1f, 1f, 0, 0f), (options.Temperature, options.TopP, options.TopK, options.MinP));
        Assert.Equal((0f, 0f, 1f), (options.PresencePenalty, options.FrequencyPenalty, options.RepetitionPenalty));
        Assert.Empty(options.LogitBias);
        Assert.Empty(options.StopTokenIds);
        Assert.Null(options.MaxTokens);
        Assert.Null(options.Seed);
        Assert.Null(options.TopLogProbabilities);
    }

    [Fact]
    public void Finish_reasons_keep_their_numbers() =>
        // they go over wires and into stores
        Assert.Equal(
            [("Stop", 0), ("Length", 1), ("Cancelled", 2), ("Rejected", 3), ("Failed", 4), ("Overloaded", 5), ("Unavailable", 6)],
            Enum.GetValues<FinishReason>().Select(reason => (reason.ToString(), (int)reason)));

    [Fact]
    public void An_error_is_optional_and_events_compare_by_value()
    {
        Assert.Equal(new TokenEvent.Finished(FinishReason.Stop, new Usage(1, 2, 0)), new TokenEvent.Finished(FinishReason.Stop, new Usage(1, 2, 0), null));
        ImmutableArray<TokenLogProbability> none = [];
        Assert.Equal(new TokenEvent.Sampled(3, -1, none), new TokenEvent.Sampled(3, -1, none));
        Assert.NotEqual<TokenEvent>(new TokenEvent.Sampled(3, -1, none), new TokenEvent.Sampled(4, -1, none));
    }
}
