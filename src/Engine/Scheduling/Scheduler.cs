using System.Diagnostics;
using System.Runtime.InteropServices;
using Xinference.Engine.KvCache;
using Xinference.Engine.Sampling;
using Xinference.Inference;

namespace Xinference.Engine.Scheduling;

/// <summary>
/// Decides what each step computes. No device, no clock, no I/O, and no phases: each sequence has computed tokens that chase its tokens, and
/// a step computes as many of the missing ones as the budget allows, oldest sequence first. Where blocks run out, the youngest sequence
/// loses its own and is computed again later.
/// </summary>
/// <remarks>INV-5: sequences run and wait in the order of arrival, and all that run are older than all that wait.</remarks>
internal sealed class Scheduler(SchedulerOptions options, BlockPool pool)
{
    private readonly List<Sequence> _running = [];
    private readonly List<Sequence> _waiting = [];
    private readonly List<SequenceOutput> _outputs = [];
    private readonly StepPlan _plan = new(options.MaxBatchTokens, options.MaxSequences);
    private readonly PromptRules _rules = new(options.Model, pool.Total);
    private long _arrivals;

    /// <summary>What the model can take, with a context that the cache can hold.</summary>
    public ModelLimits Limits => _rules.Limits;

    public int Running => _running.Count;

    public int Waiting => _waiting.Count;

    public bool IsIdle => _running.Count + _waiting.Count == 0;

    /// <summary>How often a sequence lost its blocks, ever.</summary>
    public long Preemptions { get; private set; }

    /// <summary>What happened since <see cref="ClearOutputs"/>, in order.</summary>
    public ReadOnlySpan<SequenceOutput> Outputs => CollectionsMarshal.AsSpan(_outputs);

    public void ClearOutputs() => _outputs.Clear();

    /// <summary>Takes a prompt, or turns it away (an output like any other end); what can never run is told so even where the queue is full.</summary>
    public Sequence Submit(Prompt prompt, ulong seed)
    {
        Sequence sequence = new(_arrivals++, prompt, seed, Limits.ContextLength);
        if (_rules.FindFault(prompt) is { } fault)
        {
            Finish(sequence, null, FinishReason.Rejected, fault);
        }
        else if (_waiting.Count >= options.MaxWaiting)
        {
            string error = $"{_waiting.Count} requests are waiting and no more may: try again later";
            Finish(sequence, null, FinishReason.Overloaded, error);
        }
        else
        {
            _waiting.Add(sequence);
        }

        return sequence;
    }

    /// <summary>Ends a sequence at once; one that is over already stays as it is. Not between <see cref="Plan"/> and its end.</summary>
    public void Cancel(Sequence sequence)
    {
        if (!sequence.IsFinished)
        {
            Remove(sequence);
            Finish(sequence, null, FinishReason.Cancelled, null);
        }
    }

    /// <summary>Plans a step; it must end in <see cref="Commit"/> or <see cref="Fail"/>. Empty where there is nothing to do.</summary>
    public StepPlan Plan()
    {
        _plan.Clear();
        long preemptions = Preemptions;
        PlanRunning();
        if (Preemptions == preemptions)
        {
            Admit();
        }

        return _plan;
    }

    /// <summary>Takes the result of a step.</summary>
    /// <param name="plan">The step.</param>
    /// <param name="draws">One per slice that wants logits, in the order of the slices.</param>
    public void Commit(StepPlan plan, ReadOnlySpan<Draw> draws)
    {
        int row = 0;
        foreach (ref readonly StepSlice slice in plan.Slices)
        {
            bool caughtUp = slice.WantsLogits;
            slice.Sequence.Advance(slice.Count);
            if (caughtUp)
            {
                Append(slice.Sequence, draws[row++]);
            }
        }
    }

    /// <summary>Ends all sequences of a step that could not be computed.</summary>
    public void Fail(StepPlan plan, string error)
    {
        foreach (ref readonly StepSlice slice in plan.Slices)
        {
            if (!slice.Sequence.IsFinished)
            {
                Remove(slice.Sequence);
                Finish(slice.Sequence, null, FinishReason.Failed, error);
            }
        }
    }

    /// <summary>Ends all sequences.</summary>
    public void EndAll(FinishReason reason, string error)
    {
        foreach (Sequence sequence in _running.Concat(_waiting))
        {
            Finish(sequence, null, reason, error);
        }

        _running.Clear();
        _waiting.Clear();
    }

    private void PlanRunning()
    {
        for (int i = 0; i < _running.Count && _plan.TokensLeft > 0; i++)
        {
            Sequence sequence = _running[i];
            int count = Math.Min(sequence.TokenCount - sequence.ComputedTokens, _plan.TokensLeft);
            if (Reserve(sequence, sequence.ComputedTokens + count))
            {
                _plan.Add(sequence, count);
            }
        }
    }

    // Victims come from the end of the list, so none of them is in the plan yet.
    private bool Reserve(Sequence sequence, int tokens)
    {
        while (!sequence.BlockTable.TryGrow(tokens, pool))
        {
            Sequence youngest = _running[^1];
            _running.RemoveAt(_running.Count - 1);
            youngest.Forget(pool);
            _waiting.Insert(0, youngest);
            Preemptions++;
            if (youngest == sequence)
            {
                return false;
            }
        }

        return true;
    }

    // A sequence gets the blocks of all its tokens at once, and leaves a spare block to each one that runs: they would preempt it otherwise.
    private void Admit()
    {
        while (_waiting.Count > 0 && _running.Count < options.MaxSequences && _plan.TokensLeft > 0)
        {
            Sequence sequence = _waiting[0];
            if (BlockTable.BlocksFor(sequence.TokenCount) + _running.Count > pool.Free)
            {
                return;
            }

            Debug.Assert(_running.Count == 0 || _running[^1].Arrival < sequence.Arrival, "INV-5");
            _waiting.RemoveAt(0);
            _running.Add(sequence);
            sequence.Reserve();
            sequence.BlockTable.TryGrow(sequence.TokenCount, pool);
            _plan.Add(sequence, Math.Min(sequence.TokenCount - sequence.ComputedTokens, _plan.TokensLeft));
        }
    }

    private void Append(Sequence sequence, Draw draw)
    {
        if (draw.Fault is not null)
        {
            Remove(sequence);
            Finish(sequence, null, FinishReason.Failed, draw.Fault);
            return;
        }

        sequence.Append(draw.TokenId);
        bool stopped = sequence.Sampling.IsStop(draw.TokenId);
        if (stopped || sequence.TokenCount == sequence.EndTokenCount)
        {
            Remove(sequence);
            Finish(sequence, draw, stopped ? FinishReason.Stop : FinishReason.Length, null);
            return;
        }

        _outputs.Add(new SequenceOutput(sequence, draw));
    }

    private void Remove(Sequence sequence)
    {
        if (!_running.Remove(sequence))
        {
            _waiting.Remove(sequence);
        }
    }

    private void Finish(Sequence sequence, Draw? token, FinishReason reason, string? error)
    {
        sequence.Finish(pool);
        _outputs.Add(new SequenceOutput(sequence, token, reason, error));
    }
}
