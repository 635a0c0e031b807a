using Xinference.Engine.KvCache;
using Xinference.Engine.Sampling;
using Xinference.Inference;
using Xinference.Kernels;

namespace Xinference.Engine.Scheduling;

/// <summary>Which prompts can be run at all.</summary>
internal sealed class PromptRules(ModelLimits model, int blocks)
{
    /// <summary>The model's limits, with a context that the cache can hold.</summary>
    public ModelLimits Limits { get; } =
        model with { ContextLength = (int)Math.Min(model.ContextLength, (long)blocks * KvLayout.BlockTokens) };

    /// <summary>Why a prompt cannot be run, with the numbers; null where it can.</summary>
    public string? FindFault(Prompt prompt)
    {
        int length = prompt.TokenIds.IsDefault ? 0 : prompt.TokenIds.Length;
        if (length == 0)
        {
            return "the prompt is empty: give at least one token";
        }

        if (length >= model.ContextLength)
        {
            return $"the prompt has {length} tokens: with a context of {model.ContextLength} tokens it may have {model.ContextLength - 1}, "
                + "which leaves room for one generated token";
        }

        if (length >= Limits.ContextLength)
        {
            return $"the prompt has {length} tokens and needs {BlockTable.BlocksFor(length + 1)} cache blocks of {KvLayout.BlockTokens} tokens "
                + $"with room for one generated token: the cache has {blocks}; give it more memory";
        }

        return FindForeignToken(prompt) ?? SamplingRules.FindFault(prompt.Sampling, model.VocabularySize);
    }

    private string? FindForeignToken(Prompt prompt)
    {
        for (int i = 0; i < prompt.TokenIds.Length; i++)
        {
            if ((uint)prompt.TokenIds[i] >= (uint)model.VocabularySize)
            {
                return $"token {i} of the prompt has the id {prompt.TokenIds[i]}: ids lie in [0, {model.VocabularySize})";
            }
        }

        return null;
    }
}
