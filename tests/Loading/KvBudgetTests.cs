using CsCheck;

namespace Xinference.Loading.Tests;

public sealed class KvBudgetTests
{
    private const long Gibibyte = 1L << 30;

    private static readonly MemoryNeeds Needs = new(WeightBytes: Gibibyte, WorkBytes: 1 << 20, BlockBytes: 1 << 20, ModelContext: 4096);

    [Fact]
    public void Whatever_is_planned_fits() =>
        Gen.Select(Gen.Long[0, 64 * Gibibyte], Gen.Int[1, 1 << 20], Gen.Int[1, 1 << 17], Gen.Int[1, 64]).Sample(
            (available, blockBytes, context, sequences) =>
            {
                MemoryNeeds needs = Needs with { BlockBytes = blockBytes, ModelContext = context };
                try
                {
                    var budget = KvBudget.Plan(needs, new LoadOptions { MaxSequences = sequences }, available);
                    Assert.True(needs.WeightBytes + needs.WorkBytes + (budget.Blocks * needs.BlockBytes) <= available);
                    Assert.InRange(budget.ContextLength, 1, context);
                    Assert.True(budget.Blocks * 16L >= budget.ContextLength, "one full context must fit");
                }
                catch (LoadException)
                {
                    Assert.True(available < needs.WeightBytes + needs.WorkBytes + (2 * needs.BlockBytes), "refused though it fits");
                }
            });

    [Fact]
    public void Without_memory_the_context_is_shortened_when_the_caller_named_none()
    {
        var budget = KvBudget.Plan(Needs, new LoadOptions(), Gibibyte + (65L << 20));
        Assert.Equal(new KvBudget(Blocks: 32, ContextLength: 512), budget);
    }

    [Theory]
    [InlineData(8192, null, "--context-length 8192 is more than the 4096 tokens")]
    [InlineData(4096, 1L << 20, "a context of 4096 tokens needs 256 MiB of key/value cache, but 1 MiB are set aside")]
    [InlineData(null, 1L << 40, "a key/value cache of 1 TiB does not fit")]
    public void What_was_asked_for_and_does_not_fit_is_refused_with_the_numbers(int? context, long? kvBytes, string message)
    {
        var options = new LoadOptions { ContextLength = context, KvCacheBytes = kvBytes };
        LoadException refused = Assert.Throws<LoadException>(() => KvBudget.Plan(Needs, options, 8 * Gibibyte));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_larger_than_memory_is_refused_with_the_numbers()
    {
        LoadException refused = Assert.Throws<LoadException>(() => KvBudget.Plan(Needs, new LoadOptions(), Gibibyte / 2));
        Assert.Contains("weights 1 GiB", refused.Message, StringComparison.Ordinal);
        Assert.Contains("512 MiB are available", refused.Message, StringComparison.Ordinal);
    }
}
