using System.Collections.Immutable;
using Xinference.Compiler.Steps;
using Xinference.Kernels;

namespace Xinference.Compiler;

/// <summary>
/// A model compiled for this machine: a flat list of kernel calls over planned memory. One execution at a time; nothing is allocated
/// while it runs.
/// </summary>
public sealed unsafe class Program : IDisposable
{
    private readonly ImmutableArray<ProgramStep> _steps;
    private readonly StepState _state;
    private readonly ProgramMemory _memory;
    private readonly ThreadTeam _team;
    private readonly StepSequence _sequence;

    internal Program(
        ProgramLimits limits, ImmutableArray<ProgramStep> steps, StepState state, ProgramMemory memory, ThreadTeam team)
    {
        Limits = limits;
        _steps = steps;
        _state = state;
        _memory = memory;
        _team = team;
        _sequence = new StepSequence(steps);
    }

    /// <summary>What one step can take.</summary>
    public ProgramLimits Limits { get; }

    /// <summary>Names of the kernel calls, in order.</summary>
    public IReadOnlyList<string> StepNames => [.. _steps.Select(step => step.Name)];

    /// <summary>The kernel calls, in order.</summary>
    public IReadOnlyList<ProgramCall> Calls => [.. _steps.Select(step => new ProgramCall(step.Name, step.Detail))];

    /// <summary>Bytes of weights that one token reads.</summary>
    public long WeightBytes => _memory.Constants.MatrixBytes;

    /// <summary>How often each expert was used; without experts, a table without any.</summary>
    public required ExpertUse ExpertUse { get; init; }

    /// <summary>Bytes of activations.</summary>
    public long ArenaBytes => _memory.Arena.ByteLength;

    /// <summary>What a call of <see cref="Calls"/> had to do in the last execution.</summary>
    public CallWork WorkOf(int call) => _steps[call].MeasureWork();

    /// <summary>Runs the tokens of <paramref name="batch"/> through the model.</summary>
    /// <param name="batch">The tokens; its block tables name blocks of <paramref name="cache"/>.</param>
    /// <param name="cache">Read and written; null for an encoder, which keeps nothing.</param>
    /// <param name="logits"><c>[LogitCount, VocabularySize]</c>, written; for a model that gives embeddings or scores, these.</param>
    /// <param name="observer">Told after each call; null: nobody, and it costs nothing.</param>
    /// <exception cref="ArgumentException">The batch or <paramref name="logits"/> does not fit <see cref="Limits"/>.</exception>
    public void Execute(StepBatch batch, KvCache? cache, Span<float> logits, IProgramObserver? observer = null)
    {
        if (batch.TokenCount > Limits.MaxTokens || batch.SequenceCount > Limits.MaxSequences)
        {
            throw new ArgumentException($"{batch.TokenCount} tokens of {batch.SequenceCount} sequences do not fit {Limits}", nameof(batch));
        }

        if (logits.Length < (long)batch.LogitCount * Limits.VocabularySize)
        {
            throw new ArgumentException($"{logits.Length} floats do not hold {batch.LogitCount} rows of logits", nameof(logits));
        }

        fixed (float* output = logits)
        {
            _state.Bind(batch, cache!, output);
            _sequence.Observer = observer;
            _team.Run(_sequence);
            observer?.Completed(_steps.Length - 1);
        }
    }

    /// <summary>Frees packed weights and activations; the weight file and the thread team belong to others.</summary>
    public void Dispose()
    {
        _team.Settle(); // a thread may still read weights and activations for what another has done in its place
        _memory.Dispose();
    }

    /// <summary>The steps as the team runs them.</summary>
    private sealed class StepSequence(ImmutableArray<ProgramStep> steps) : IWorkSequence
    {
        public int Sections => steps.Length;

        /// <summary>Told of each step that has ended, all but the last.</summary>
        public IProgramObserver? Observer { get; set; }

        public int Prepare(int section, out IParallelWork work)
        {
            if (section > 0)
            {
                Observer?.Completed(section - 1);
            }

            ProgramStep step = steps[section];
            work = step;
            return step.Prepare();
        }
    }
}
