using System.Collections.Immutable;
using CsCheck;
using Xinference.Compiler.Graph;
using Xinference.Compiler.Passes;

namespace Xinference.Compiler.Tests;

public sealed class MemoryPlanTests
{
    private const int Rows = 3;

    // random row operations and attentions over a handful of values of random width
    private static readonly Gen<ImmutableArray<Node>> Graphs =
        from widths in Gen.Int[1, 100].Array[2, 12]
        from edges in Gen.Select(Gen.Int[0, widths.Length - 1], Gen.Int[0, widths.Length - 1], Gen.Bool).Array[1, 30]
        let values = widths.Select((width, i) => new Value($"v{i}", width)).ToArray()
        select edges.Select(edge => edge.Item3 ? (Node)new AddNode(values[edge.Item1], values[edge.Item2]) : Attend(values[edge.Item1], values[edge.Item2])).ToImmutableArray();

    [Fact]
    public void Values_that_live_at_the_same_time_never_share_memory() => Graphs.Sample(nodes =>
    {
        var plan = MemoryPlan.Make(nodes, _ => Rows, result: new Value("elsewhere", 1));
        Value[] values = [.. plan.Offsets.Keys];
        foreach (Value a in values)
        {
            foreach (Value b in values.Where(b => b != a && LiveTogether(nodes, a, b)))
            {
                bool apart = plan.Offsets[a] + (a.Width * Rows) <= plan.Offsets[b] || plan.Offsets[b] + (b.Width * Rows) <= plan.Offsets[a];
                Assert.True(apart, $"{a} at {plan.Offsets[a]} and {b} at {plan.Offsets[b]} overlap");
            }
        }
    });

    [Fact]
    public void All_values_lie_in_the_arena_on_cache_lines() => Graphs.Sample(nodes =>
    {
        var plan = MemoryPlan.Make(nodes, _ => Rows, result: new Value("elsewhere", 1));
        foreach ((Value value, long offset) in plan.Offsets)
        {
            Assert.Equal(0, offset % MemoryPlan.AlignmentFloats);
            Assert.InRange(offset + (value.Width * Rows), 0, plan.Floats);
        }
    });

    [Fact]
    public void Memory_is_used_again()
    {
        Value[] chain = [.. Enumerable.Range(0, 10).Select(i => new Value($"v{i}", 16))];
        ImmutableArray<Node> nodes = [.. Enumerable.Range(0, 9).Select(i => Attend(chain[i], chain[i + 1]))];
        Assert.Equal(2 * 16, MemoryPlan.Make(nodes, _ => 1, result: new Value("elsewhere", 1)).Floats);
    }

    [Fact]
    public void Row_operations_of_one_step_share_no_memory()
    {
        // row 0 has gone through both before row 1 is read: what the second writes must not lie over what the first reads
        Value[] chain = [new("wide", 64), new("narrow", 16), new("last", 16)];
        var plan = MemoryPlan.Make([new AddNode(chain[0], chain[1]), new AddNode(chain[1], chain[2])], _ => Rows, result: new Value("elsewhere", 1));
        Assert.Equal((64 + 16 + 16) * Rows, plan.Floats);
    }

    [Fact]
    public void The_result_has_no_place_in_the_arena()
    {
        var result = new Value("logits", 16);
        var plan = MemoryPlan.Make([new AddNode(new Value("x", 16), result)], _ => 1, result);
        Assert.DoesNotContain(result, plan.Offsets);
    }

    private static AttendNode Attend(Value from, Value to) => new(0, from, new(1, 1, 1, 1), to);

    private static bool LiveTogether(ImmutableArray<Node> nodes, Value a, Value b)
    {
        (int First, int Last) Span(Value value)
        {
            ImmutableArray<int> steps = StepGrouping.StepsOf(nodes);
            int[] touched = [.. Enumerable.Range(0, nodes.Length).Where(i => nodes[i].Inputs.Concat(nodes[i].Outputs).Contains(value))];
            return (steps[touched[0]], steps[touched[^1]]);
        }

        (int First, int Last) x = Span(a), y = Span(b);
        return x.First <= y.Last && y.First <= x.Last;
    }
}
