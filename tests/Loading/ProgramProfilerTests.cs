using Xinference.Catalog;
using Xinference.Loading.Profiling;
using Xinference.Testing;

namespace Xinference.Loading.Tests;

public sealed class ProgramProfilerTests
{
    [Fact]
    public void A_profile_covers_prompt_and_decoding_call_by_call()
    {
        ProgramProfile profile = Profile(new(Tokens: 40, DecodeSteps: 3, Prefills: 2));
        Assert.Equal(["prefill", "decode"], profile.Phases.Select(phase => phase.Name));
        Assert.Equal([(40, 0), (1, 43)], profile.Phases.Select(phase => (phase.Tokens, phase.Context)));
        Assert.All(profile.Phases, phase => Assert.True(phase.Seconds > 0, phase.Name));
        Assert.All(profile.Phases.SelectMany(phase => phase.Calls), call => Assert.True(call.Bytes > 0, call.Name));
        Assert.Equal(profile.Phases[0].Calls.Select(call => call.Name), profile.Phases[1].Calls.Select(call => call.Name));
        long[] operations = [.. profile.Phases.Select(phase => phase.Calls.Where(call => call.IsLinear && call.Name != "linear×1").Sum(call => call.FloatOperations + call.IntegerOperations))];
        Assert.Equal(40 * operations[1], operations[0]);
        Assert.Equal(2, profile.Ceiling.Threads);
    }

    [Fact]
    public void A_prompt_that_the_context_does_not_hold_is_refused() =>
        Assert.Contains("128", Assert.Throws<LoadException>(() => Profile(new(Tokens: 500))).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_a_number_the_prompt_is_as_long_as_the_context_allows() =>
        Assert.Equal(128 - 3 - 1, Profile(new(DecodeSteps: 3, Prefills: 1)).Phases[0].Tokens);

    private static ProgramProfile Profile(ProfileSettings settings) => ProgramProfiler.Run(
        ModelResolver.Resolve(new TinyGguf().Save(), Path.GetTempPath()), new LoadOptions { Threads = 2 }, settings, TimeProvider.System, CancellationToken.None);
}
