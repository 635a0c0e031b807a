using Xinference.Kernels;
using Xinference.Tensors;
using Xinference.Testing;

namespace Xinference.Compiler.Tests;

/// <summary>What a program says of its calls.</summary>
public sealed class ObserverTests
{
    private const int Vocabulary = 64;
    private const int Hidden = 32;

    [Fact]
    public void Every_call_is_reported_once_and_in_order()
    {
        using var decoder = new TinyDecoders(new TinyGguf(), KernelRungs.Select("simd").Kernels, new(8, 1, 64, 0));
        var batch = new StepBatch(8, 1, 4);
        batch.Add([1, 2, 3], 0, [0], wantsLogits: true);
        var observer = new Recorder();
        decoder.Program.Execute(batch, decoder.Cache, new float[decoder.Program.Limits.VocabularySize], observer);
        Assert.Equal(Enumerable.Range(0, decoder.Program.Calls.Count), observer.Seen);
        Assert.Equal(decoder.Program.StepNames, decoder.Program.Calls.Select(call => call.Name));
    }

    [Fact]
    public void Operations_of_matrix_products_are_those_of_their_shapes()
    {
        var model = new TinyGguf { Vocabulary = Vocabulary, Hidden = Hidden, FeedForward = 48, Layers = 1, Heads = 4, KvHeads = 2 };
        using var decoder = new TinyDecoders(model, KernelRungs.Select("simd").Kernels, new(8, 1, 64, 0));
        decoder.Step(([1, 2, 3], 0, [0]));
        (ProgramCall Call, CallWork Work)[] all = [.. decoder.Program.Calls.Select((call, i) => (call, decoder.Program.WorkOf(i)))];
        (ProgramCall Call, CallWork Work)[] products = [.. all.Where(item => item.Call.IsLinear)];

        // queries, keys, values; output; gate and up; down; and the head, which only the last token needs
        long[] weights = [Hidden * (32 + 16 + 16), 32 * Hidden, 2 * Hidden * 48, 48 * Hidden, Hidden * Vocabulary];
        Assert.Equal([.. weights[..4].Select(w => 2 * 3 * w), 2 * weights[4]], products.Select(p => p.Work.FloatOperations));
        Assert.All(products.Zip(weights), p => Assert.InRange(p.First.Work.Bytes, p.Second * sizeof(float), (p.Second * sizeof(float)) + 4096));
        Assert.All(products, p => Assert.Equal(0, p.Work.IntegerOperations));
        Assert.Equal("F32 × f32 32→32+16+16", products[0].Call.Detail);

        // three tokens see one, two and three positions: 4 heads of 8, a product and a sum for keys and for values
        Assert.Equal(4 * 32 * (1 + 2 + 3), all.Single(item => item.Call.Name == "attend").Work.FloatOperations);
    }

    [Fact]
    public void Products_of_integers_are_told_from_those_of_floats()
    {
        string rung = KernelRungs.Names.Last(KernelRungs.Runs);
        Assert.SkipWhen(rung == "simd", "this processor runs no rung that multiplies integers");
        var model = new TinyGguf { FeedForward = 64, WeightType = DType.Q8_0 };
        using var decoder = new TinyDecoders(model, KernelRungs.Select(rung).Kernels, new(8, 1, 64, 0));
        decoder.Step(([1], 0, [0]));
        CallWork product = decoder.Program.WorkOf(decoder.Program.Calls.ToList().FindIndex(call => call.IsLinear));
        Assert.Equal((2 * 32 * (32 + 16 + 16), 0), (product.IntegerOperations, product.FloatOperations));
    }

    private sealed class Recorder : IProgramObserver
    {
        public List<int> Seen { get; } = [];

        public void Completed(int call) => Seen.Add(call);
    }
}
