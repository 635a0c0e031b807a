using Xinference.Inference;

namespace Xinference.Cli.Benchmark;

/// <summary>Makes prompts of which no two begin alike, so that nothing kept from one helps another.</summary>
/// <param name="vocabulary">Number of token ids.</param>
internal sealed class BenchPrompts(int vocabulary)
{
    // ids spread over the vocabulary, so that no table row stays in the cache
    private const int Stride = 7919;

    // prompts that follow one another share no run of ids
    private const int Shift = 31;

    private int _count;

    /// <summary>The next prompt, to be answered greedily by exactly <paramref name="generate"/> tokens.</summary>
    public Prompt Next(int length, int generate)
    {
        long first = (long)Interlocked.Increment(ref _count) * Shift;
        IEnumerable<int> ids = Enumerable.Range(0, length).Select(i => (int)((first + i) * Stride % vocabulary));
        return new([.. ids], new SamplingOptions { Temperature = 0, MaxTokens = generate });
    }
}
