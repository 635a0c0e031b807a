using Xinference.Kernels;

namespace Xinference.Loading.Tests;

/// <summary>Embeddings and scores, from file to vector, against what another engine recorded.</summary>
public sealed class SequenceGoldenTests
{
    public static TheoryData<SequenceGolden, string> All
    {
        get
        {
            TheoryData<SequenceGolden, string> data = [];
            foreach (SequenceGolden golden in SequenceGolden.All)
            {
                foreach (string rung in KernelRungs.Names)
                {
                    data.Add(golden, rung);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task Results_match_the_recording(SequenceGolden golden, string rung)
    {
        Assert.SkipUnless(KernelRungs.Runs(rung), $"this processor does not run {rung}");
        (int[] Ids, float[] Result)[] cases = golden.ReadCases();
        Assert.NotEmpty(cases);
        using SequenceModel model = await SequenceRunning.LoadAsync(golden.GgufPath, rung);
        float[][] found = model.Run(cases.Select(c => c.Ids));
        foreach (((int[] ids, float[] expected), float[] ours) in cases.Zip(found))
        {
            Assert.Equal(expected.Length, ours.Length);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(
                    Math.Abs(expected[i] - ours[i]) <= GoldenBudget.Embedding,
                    $"{ids.Length} tokens, element {i}: {ours[i]:G9} instead of {expected[i]:G9}, budget {GoldenBudget.Embedding}");
            }
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task Weights_of_eight_bits_keep_the_direction(SequenceGolden golden, string rung)
    {
        Assert.SkipUnless(KernelRungs.Runs(rung), $"this processor does not run {rung}");
        using SequenceModel model = await SequenceRunning.LoadAsync(golden.GgufPath, rung, storage: WeightStorage.Int8);
        foreach ((int[] ids, float[] expected) in golden.ReadCases())
        {
            float[] ours = model.Run([ids])[0];
            Assert.InRange(SequenceRunning.Cosine(expected, ours), GoldenBudget.Int8Cosine, 1.000001);
            Assert.NotEqual(expected, ours);
        }
    }
}
