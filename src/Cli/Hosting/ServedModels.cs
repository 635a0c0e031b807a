using Xinference.Loading;
using Xinference.Serving;

namespace Xinference.Cli.Hosting;

/// <summary>Hands a loaded model to the rooms that serve text.</summary>
internal static class ServedModels
{
    /// <param name="model">The model.</param>
    /// <param name="uid">Name that clients ask for; null: the model's own.</param>
    public static ServedModel Of(LoadedModel model, string? uid = null) => new()
    {
        Uid = uid ?? model.Name,
        Created = TimeProvider.System.GetUtcNow(),
        Description = new()
        {
            Name = model.Name,
            Family = model.Summary.Architecture,
            Format = model.Summary.Format,
            Quantization = model.Summary.WeightType,
            SizeInBillions = model.Summary.Parameters / 1e9,
        },
        Tokenizer = model.Tokenizer,
        Gateway = model.Gateway,
        ChatTemplate = model.Template,
        DefaultSampling = model.DefaultSampling,
    };
}
