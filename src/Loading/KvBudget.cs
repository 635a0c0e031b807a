using Xinference.Kernels;

namespace Xinference.Loading;

/// <summary>What a model needs beside its keys and values, and what it was made for.</summary>
/// <param name="WeightBytes">Weights, mapped or packed.</param>
/// <param name="WorkBytes">Activations and logits.</param>
/// <param name="BlockBytes">One block of keys and values.</param>
/// <param name="ModelContext">Positions the model was made for.</param>
internal readonly record struct MemoryNeeds(long WeightBytes, long WorkBytes, long BlockBytes, int ModelContext);

/// <summary>How many blocks of keys and values there will be, and how long a sequence may get.</summary>
/// <param name="Blocks">Blocks of <see cref="KvLayout.BlockTokens"/> tokens.</param>
/// <param name="ContextLength">Positions of one sequence.</param>
internal readonly record struct KvBudget(int Blocks, int ContextLength)
{
    /// <summary>Divides the memory there is.</summary>
    /// <exception cref="LoadException">The model, the context or the cache asked for does not fit; the message has the numbers.</exception>
    public static KvBudget Plan(MemoryNeeds needs, LoadOptions options, long availableBytes)
    {
        CheckContext(needs, options);
        long rest = availableBytes - needs.WeightBytes - needs.WorkBytes;
        if (rest < needs.BlockBytes)
        {
            throw new LoadException(
                $"the model does not fit into memory: weights {ByteSize.Format(needs.WeightBytes)}, work space {ByteSize.Format(needs.WorkBytes)} "
                + $"and a cache of at least {ByteSize.Format(needs.BlockBytes)}, but {ByteSize.Format(availableBytes)} are available; "
                + "free memory or take a smaller model or a stronger quantisation");
        }

        int context = options.ContextLength ?? needs.ModelContext;
        long wanted = options.KvCacheBytes ?? Math.Min(rest / 2, options.KvContexts * BlocksFor(context) * needs.BlockBytes);
        if (wanted > rest)
        {
            throw new LoadException(
                $"a key/value cache of {ByteSize.Format(wanted)} does not fit: {ByteSize.Format(rest)} are left beside the model; "
                + "lower --kv-cache-memory");
        }

        return Fit(needs, options, context, wanted);
    }

    private static KvBudget Fit(MemoryNeeds needs, LoadOptions options, int context, long bytes)
    {
        long most = options.MaxSequences * BlocksFor(context);
        long blocks = Math.Min(bytes / needs.BlockBytes, most);
        if (blocks >= BlocksFor(context))
        {
            return new((int)Math.Min(blocks, int.MaxValue), context);
        }

        if (options.ContextLength is not null || blocks == 0)
        {
            throw new LoadException(
                $"a context of {context} tokens needs {ByteSize.Format(BlocksFor(context) * needs.BlockBytes)} of key/value cache, but "
                + $"{ByteSize.Format(bytes)} are set aside: lower --context-length, raise --kv-cache-memory, or take --kv-type int8");
        }

        return new((int)blocks, (int)(blocks * KvLayout.BlockTokens));
    }

    private static void CheckContext(MemoryNeeds needs, LoadOptions options)
    {
        if (options.ContextLength > needs.ModelContext)
        {
            throw new LoadException(
                $"--context-length {options.ContextLength} is more than the {needs.ModelContext} tokens the model was made for");
        }
    }

    private static long BlocksFor(int tokens) => ((long)tokens + KvLayout.BlockTokens - 1) / KvLayout.BlockTokens;
}
