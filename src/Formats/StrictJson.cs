using System.Text.Json;

namespace Xinference.Formats;

/// <summary>How the readers parse JSON: nothing beyond the standard, and no name twice.</summary>
internal static class StrictJson
{
    public static JsonDocumentOptions Options(int deepest) => new() { AllowDuplicateProperties = false, MaxDepth = deepest };
}
