using CsCheck;
using Xinference.Inference;
using Xinference.Kernels;
using Xinference.Testing;

namespace Xinference.Loading.Tests;

/// <summary>What an embedding or score may depend on: the sequence, and nothing else.</summary>
public sealed class SequenceLawTests
{
    private static readonly Gen<int[]> Sequences = Gen.Int[0, 511].Array[1, 128];

    public static TheoryData<SequenceGolden, string, WeightStorage> Models
    {
        get
        {
            TheoryData<SequenceGolden, string, WeightStorage> data = [];
            foreach (SequenceGolden golden in SequenceGolden.All)
            {
                foreach (string rung in KernelRungs.Names.Where(rung => rung != "reference"))
                {
                    data.Add(golden, rung, WeightStorage.None);
                    data.Add(golden, rung, WeightStorage.Int8);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Models))]
    public async Task Batched_equals_alone_bit_for_bit_whatever_the_number_of_threads(SequenceGolden golden, string rung, WeightStorage storage)
    {
        Assert.SkipUnless(KernelRungs.Runs(rung), $"this processor does not run {rung}");
        using SequenceModel batching = await SequenceRunning.LoadAsync(
            golden.GgufPath, new LoadOptions { Rung = rung, Threads = 3, Storage = storage, MaxBatchTokens = 200, MaxSequences = 5 });
        using SequenceModel single = await SequenceRunning.LoadAsync(golden.GgufPath, rung, threads: 1, storage);
        Sequences.Array[1, 9].Sample(
            sequences =>
            {
                float[][] together = batching.Run(sequences);
                for (int i = 0; i < sequences.Length; i++)
                {
                    Assert.Equal(single.Run([sequences[i]])[0], together[i]);
                }
            },
            iter: 8,
            threads: 1);
    }

    [Fact]
    public async Task A_causal_model_takes_a_sequence_in_pieces()
    {
        SequenceGolden golden = SequenceGolden.All.Single(g => g.Name == "qwen3-embedding");
        using SequenceModel whole = await SequenceRunning.LoadAsync(golden.GgufPath, "simd");
        using SequenceModel pieces = await SequenceRunning.LoadAsync(golden.GgufPath, new LoadOptions { Rung = "simd", MaxBatchTokens = 7, MaxSequences = 3 });
        Sequences.Array[1, 6].Sample(sequences => Assert.Equal(whole.Run(sequences), pieces.Run(sequences)), iter: 20, threads: 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bert.")]
    public async Task The_same_weights_give_the_same_bits_from_both_formats(string prefix)
    {
        SequenceGolden golden = SequenceGolden.All.Single(g => g.Name == "bert");
        int[][] sequences = [.. golden.ReadCases().Select(c => c.Ids)];
        using SequenceModel gguf = await SequenceRunning.LoadAsync(golden.GgufPath, "simd");
        using SequenceModel folder = await SequenceRunning.LoadAsync(HfBert.Save(prefix), "simd");
        Assert.Equal(gguf.Run(sequences), folder.Run(sequences));
        using SequenceModel exact = await SequenceRunning.LoadAsync(HfBert.Save(prefix, activation: "gelu"), "simd");
        Assert.NotEqual(gguf.Run(sequences), exact.Run(sequences));
    }

    [Fact]
    public async Task The_second_segment_counts()
    {
        SequenceGolden golden = SequenceGolden.All.Single(g => g.Name == "bert-rank");
        using SequenceModel model = await SequenceRunning.LoadAsync(golden.GgufPath, "simd");
        int[] ids = golden.ReadCases()[0].Ids;
        float[][] scores = model.Run(
            [new SequenceInput(ids), new SequenceInput(ids, 3), new SequenceInput(ids, ids.Length)], TestContext.Current.CancellationToken);
        Assert.NotEqual(scores[0], scores[1]);
        Assert.Equal(scores[0], scores[2]);
    }

    [Fact]
    public async Task A_pair_is_a_query_and_a_second_segment()
    {
        using SequenceModel model = await SequenceRunning.LoadAsync(SequenceGolden.All.Single(g => g.Name == "bert-rank").GgufPath, "simd");
        SequenceInput pair = model.EncodePair("a query", "a document");
        int[] query = model.Encode("a query").TokenIds.ToArray();
        int[] document = model.Encode("a document").TokenIds.ToArray();
        Assert.Equal([.. query, .. document[1..]], pair.TokenIds.ToArray());
        Assert.Equal(query.Length, pair.SecondSegment);
        Assert.Equal((101, 102), (query[0], query[^1]));
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_with_the_numbers()
    {
        using SequenceModel model = await SequenceRunning.LoadAsync(SequenceGolden.All[0].GgufPath, new LoadOptions { ContextLength = 20, Rung = "simd" });
        Assert.Contains("1…20", model.FindFault(new(new int[21])), StringComparison.Ordinal);
        Assert.Contains("1…20", model.FindFault(new(Array.Empty<int>())), StringComparison.Ordinal);
        Assert.Contains("512 is outside", model.FindFault(new(new[] { 1, 512 })), StringComparison.Ordinal);
        Assert.Null(model.FindFault(new(new[] { 1, 511 })));
        Assert.Throws<ArgumentException>(() => model.Run([[512]]));
    }
}
