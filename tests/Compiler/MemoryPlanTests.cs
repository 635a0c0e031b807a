using System.Collections.Immutable;
using CsCheck;
using Xinference.Compiler.Graph;
using Xinference.Compiler.Passes;

namespace Xinference.Compiler.Tests;

public sealed class MemoryPlanTests
{
    private const int Rows = 3;

    // a chain of random additions over a handful of values of random width
    private static readonly Gen<ImmutableArray<Node>> Graphs =
        from widths in Gen.Int[1, 100].Array[2, 12]
        from edges in Gen.Select(Gen.Int[0, widths.Length - 1], Gen.Int[0, widths.Length - 1]).Array[1, 30]
        let values = widths.Select((width, i) => new Value($"v{i}", width)).ToArray()
        select edges.Select(edge => (Node)new AddNode(values[edge.Item1], values[edge.Item2])).ToImmutableArray();

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
        ImmutableArray<Node> nodes = [.. Enumerable.Range(0, 9).Select(i => new LinearNode(chain[i], [new(new(default, null), chain[i + 1])]))];
        Assert.Equal(2 * 16, MemoryPlan.Make(nodes, _ => 1, result: new Value("elsewhere", 1)).Floats);
    }

    [Fact]
    public void Row_operations_that_run_together_share_nothing()
    {
        // one thread may write the third value's rows while another has not yet read the first one's
        Value[] chain = [.. Enumerable.Range(0, 10).Select(i => new Value($"v{i}", 16))];
        ImmutableArray<Node> nodes = [.. Enumerable.Range(0, 9).Select(i => new AddNode(chain[i], chain[i + 1]))];
        Assert.Equal(10 * 16, MemoryPlan.Make(nodes, _ => 1, result: new Value("elsewhere", 1)).Floats);
    }

    [Fact]
    public void The_result_has_no_place_in_the_arena()
    {
        var result = new Value("logits", 16);
        var plan = MemoryPlan.Make([new AddNode(new Value("x", 16), result)], _ => 1, result);
        Assert.DoesNotContain(result, plan.Offsets);
    }

    private static bool LiveTogether(ImmutableArray<Node> nodes, Value a, Value b)
    {
        (int First, int Last) Span(Value value)
        {
            int[] touched = [.. Enumerable.Range(0, nodes.Length).Where(i => nodes[i].Inputs.Concat(nodes[i].Outputs).Contains(value))];
            return (touched[0], touched[^1]);
        }

        (int First, int Last) x = Span(a), y = Span(b);
        return x.First <= y.Last && y.First <= x.Last;
    }
}
