using Microsoft.AspNetCore.Http;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>.</summary>
internal sealed class ModelEndpoints(ModelDirectory models, GenerationStarter starter)
{
    public Task ListAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        new ModelList("list", [.. models.All.Select(Describe)]), ApiJson.Wire.ModelList);

    /// <param name="context">The request.</param>
    /// <param name="id">The uid; a slash in it may come escaped, which routing leaves alone.</param>
    public Task GetAsync(HttpContext context, string id) => context.Response.WriteAsJsonAsync(
        Describe(starter.Find(id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase))), ApiJson.Wire.ModelBody);

    private static ModelBody Describe(ServedModel model) => new()
    {
        Id = model.Uid,
        Created = model.Created.ToUnixTimeSeconds(),
        ModelName = model.Description.Name,
        ModelAbility = model.ChatTemplate is null ? ["generate"] : ["chat", "generate"],
        ModelLang = model.Description.Languages,
        ModelDescription = model.Description.Text,
        ModelFamily = model.Description.Family,
        ModelFormat = model.Description.Format,
        ModelSizeInBillions = model.Description.SizeInBillions,
        Quantization = model.Description.Quantization,
        ContextLength = model.Gateway.Limits.ContextLength,
    };
}
