using Xinference.Compiler;
using Xinference.Kernels;

namespace Xinference.Loading.Profiling;

/// <summary>Executes steps of one sequence, the first of each kind to warm up.</summary>
internal sealed class ProfiledSteps(Program program, KvCache cache, TimeProvider time, CancellationToken cancellationToken)
{
    private readonly int[] _blocks = [.. Enumerable.Range(0, BlocksFor(program.Limits.ContextLength))];
    private readonly StepBatch _batch = new(program.Limits.MaxTokens, 1, BlocksFor(program.Limits.ContextLength));
    private readonly float[] _logits = new float[program.Limits.VocabularySize];

    /// <summary>Times some executions.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="rounds">How many count.</param>
    /// <param name="step">Tokens and their first position; round 0 is the one that warms up.</param>
    public PhaseProfile Run(string name, int rounds, Func<int, (int[] Ids, int Start)> step)
    {
        IReadOnlyList<ProgramCall> calls = program.Calls;
        var timer = new CallTimer(time, calls.Count, rounds);
        for (int round = 0; round <= rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (int[] ids, int start) = step(round);
            _batch.Clear();
            _batch.Add(ids, start, _blocks, wantsLogits: true);
            if (round == 0)
            {
                program.Execute(_batch, cache, _logits);
                continue;
            }

            timer.Begin();
            program.Execute(_batch, cache, _logits, timer);
        }

        return new(
            name, _batch.TokenCount, _batch.Positions[0], [.. calls.Select((call, i) => Describe(call, program.WorkOf(i), timer.Median(i)))]);
    }

    private static CallProfile Describe(ProgramCall call, CallWork work, double seconds) =>
        new(call.Name, call.Detail, call.IsLinear, work.Bytes, work.IntegerOperations, work.FloatOperations, seconds);

    private static int BlocksFor(int tokens) => (tokens + KvLayout.BlockTokens - 1) / KvLayout.BlockTokens;
}
