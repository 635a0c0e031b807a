using Xinference.Catalog;
using Xinference.Inference;
using Xinference.Kernels;

namespace Xinference.Loading.Tests;

/// <summary>Loads models for embeddings and scores.</summary>
internal static class SequenceRunning
{
    public static Task<SequenceModel> LoadAsync(string path, LoadOptions options) => SequenceModelLoader.LoadAsync(
        new ModelLocation("test", path), options, progress: null, TestContext.Current.CancellationToken);

    public static Task<SequenceModel> LoadAsync(string path, string rung, int threads = 2, WeightStorage storage = WeightStorage.None) =>
        LoadAsync(path, new LoadOptions { Rung = rung, Threads = threads, Storage = storage });

    public static float[][] Run(this SequenceModel model, params IEnumerable<int[]> sequences) =>
        model.Run([.. sequences.Select(ids => new SequenceInput(ids))], TestContext.Current.CancellationToken);

    public static double Cosine(float[] a, float[] b)
    {
        double dot = a.Zip(b).Sum(pair => (double)pair.First * pair.Second);
        return dot / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
    }
}
