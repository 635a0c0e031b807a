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
        Uid = uid ?? model.Location.Name,
        Created = TimeProvider.System.GetUtcNow(),
        Description = new()
        {
            Name = model.Location.Name,
            Text = model.Location.Description,
            Family = model.Summary.Architecture.ToLowerInvariant(),
            Format = model.Summary.Format == "gguf" ? "ggufv2" : model.Summary.Format, // Xinference's name for all GGUF versions
            Quantization = model.Summary.WeightType is "F32" or "F16" or "BF16" ? "none" : model.Summary.WeightType,
            SizeInBillions = model.Summary.Parameters / 1e9,
            Languages = model.Location.Languages,
        },
        Tokenizer = model.Tokenizer,
        Gateway = model.Gateway,
        ChatTemplate = model.Template,
        DefaultSampling = model.DefaultSampling,
    };
}
