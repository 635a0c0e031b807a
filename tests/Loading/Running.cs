using Microsoft.Extensions.Logging.Abstractions;
using Xinference.Catalog;
using Xinference.Inference;

namespace Xinference.Loading.Tests;

/// <summary>Loads models and collects what they generate.</summary>
internal static class Running
{
    public static Task<LoadedModel> LoadAsync(string path, LoadOptions options) => ModelLoader.LoadAsync(
        new ModelLocation("test", path), options, progress: null, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    public static async Task<List<TokenEvent.Sampled>> GreedyAsync(LoadedModel model, IEnumerable<int> prompt, int tokens, int? top = null)
    {
        var sampling = new SamplingOptions { Temperature = 0, MaxTokens = tokens, TopLogProbabilities = top };
        List<TokenEvent.Sampled> sampled = [];
        await foreach (TokenEvent e in model.Gateway.GenerateAsync(new([.. prompt], sampling), TestContext.Current.CancellationToken))
        {
            if (e is TokenEvent.Sampled token)
            {
                sampled.Add(token);
            }
            else
            {
                Assert.Equal(FinishReason.Length, ((TokenEvent.Finished)e).Reason);
            }
        }

        return sampled;
    }
}
