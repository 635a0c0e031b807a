using System.Collections.Immutable;
using Xinference.Compiler.Graph;

namespace Xinference.Compiler.Passes;

/// <summary>Where each value lies in the arena: values that no step has at the same time share memory.</summary>
/// <param name="Offsets">Offset of each value, in floats, a multiple of <see cref="AlignmentFloats"/>.</param>
/// <param name="Floats">Size of the arena.</param>
internal sealed record MemoryPlan(IReadOnlyDictionary<Value, long> Offsets, long Floats)
{
    /// <summary>One cache line.</summary>
    public const int AlignmentFloats = 16;

    /// <summary>Plans the memory of all values but one.</summary>
    /// <param name="nodes">The nodes in the order they run.</param>
    /// <param name="rowsOf">Rows that a value of a kind must hold.</param>
    /// <param name="result">The value that lies in the caller's memory; null: none does.</param>
    public static MemoryPlan Make(ImmutableArray<Node> nodes, Func<RowKind, int> rowsOf, Value? result)
    {
        Dictionary<Value, long> offsets = [];
        List<(Value Value, int First, int Last, long Offset, long Size)> placed = [];
        long total = 0;
        foreach ((Value value, int first, int last) in Lifetimes(nodes).Where(l => l.Value != result))
        {
            long size = RoundUp((long)value.RowFloats * rowsOf(value.Rows));
            long offset = FirstGap(placed.Where(p => p.First <= last && p.Last >= first).Select(p => (p.Offset, p.Size)), size);
            placed.Add((value, first, last, offset, size));
            offsets.Add(value, offset);
            total = Math.Max(total, offset + size);
        }

        return new(offsets, total);
    }

    /// <summary>First and last step that touches each value, in order of first touch.</summary>
    private static IEnumerable<(Value Value, int First, int Last)> Lifetimes(ImmutableArray<Node> nodes)
    {
        Dictionary<Value, (int First, int Last)> lifetimes = [];
        ImmutableArray<int> steps = StepGrouping.StepsOf(nodes);
        for (int i = 0; i < nodes.Length; i++)
        {
            foreach (Value value in nodes[i].Inputs.Concat(nodes[i].Outputs))
            {
                lifetimes[value] = (lifetimes.TryGetValue(value, out var known) ? known.First : steps[i], steps[i]);
            }
        }

        return lifetimes.Select(l => (l.Key, l.Value.First, l.Value.Last)).OrderBy(l => l.First);
    }

    private static long FirstGap(IEnumerable<(long Offset, long Size)> taken, long size)
    {
        long offset = 0;
        foreach ((long start, long length) in taken.OrderBy(t => t.Offset))
        {
            if (offset + size <= start)
            {
                break;
            }

            offset = Math.Max(offset, start + length);
        }

        return offset;
    }

    private static long RoundUp(long floats) => (floats + AlignmentFloats - 1) / AlignmentFloats * AlignmentFloats;
}
