using System.Diagnostics;
using Xinference.Engine.KvCache;
using Xinference.Engine.Sampling;
using Xinference.Inference;

namespace Xinference.Engine.Scheduling;

/// <summary>A generation under way: its tokens, and how many of them the model has read (the rest is work to plan).</summary>
public sealed class Sequence
{
    private int[] _tokens;

    internal Sequence(long arrival, Prompt prompt, ulong seed, int maxTokenCount)
    {
        _tokens = prompt.TokenIds.IsDefault ? [] : [.. prompt.TokenIds];
        Arrival = arrival;
        PromptTokens = TokenCount = _tokens.Length;
        EndTokenCount = (int)Math.Min(maxTokenCount, PromptTokens + (long)(prompt.Sampling.MaxTokens ?? int.MaxValue));
        Sampling = new SamplingState(prompt.Sampling, seed, _tokens);
    }

    /// <summary>Its place in the order of arrival, unique in its engine.</summary>
    public long Arrival { get; }

    /// <summary>Ids of the prompt and of what was generated, by position.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, TokenCount);

    /// <summary>Blocks of the cache by position: position p lies in entry p / 16, slot p % 16.</summary>
    public ReadOnlySpan<int> Blocks => BlockTable.Blocks;

    /// <summary>Length of <see cref="Tokens"/>.</summary>
    public int TokenCount { get; private set; }

    /// <summary>Tokens whose keys and values are in the cache: always fewer than <see cref="TokenCount"/> (INV-3).</summary>
    public int ComputedTokens { get; private set; }

    /// <summary>Tokens of the prompt.</summary>
    public int PromptTokens { get; }

    internal int GeneratedTokens => TokenCount - PromptTokens;

    /// <summary>Prompt and generated tokens together, at the most.</summary>
    internal int EndTokenCount { get; }

    internal SamplingState Sampling { get; }

    internal BlockTable BlockTable { get; } = new();

    internal bool IsFinished { get; private set; }

    internal Usage Usage => new(PromptTokens, GeneratedTokens, CachedTokens: 0);

    internal void Advance(int tokens)
    {
        ComputedTokens += tokens;
        Debug.Assert(ComputedTokens <= TokenCount, "INV-3");
    }

    /// <summary>Makes room for all tokens it may come to, so that no step allocates for it; waiting sequences take no more than their prompts.</summary>
    internal void Reserve()
    {
        if (_tokens.Length < EndTokenCount)
        {
            Array.Resize(ref _tokens, EndTokenCount);
        }

        BlockTable.Reserve(EndTokenCount);
    }

    internal void Append(int token)
    {
        _tokens[TokenCount++] = token;
        Sampling.Accept(token);
    }

    /// <summary>Loses the cache, keeps the tokens: they are computed again later.</summary>
    internal void Forget(BlockPool pool)
    {
        ComputedTokens = 0;
        BlockTable.Release(pool);
    }

    internal void Finish(BlockPool pool)
    {
        Debug.Assert(!IsFinished, "INV-4");
        IsFinished = true;
        BlockTable.Release(pool);
    }
}
