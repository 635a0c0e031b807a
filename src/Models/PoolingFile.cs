using Xinference.Formats;

namespace Xinference.Models;

/// <summary>Pooling as sentence-transformers keeps it beside a Hugging Face model: <c>1_Pooling/config.json</c>.</summary>
internal static class PoolingFile
{
    /// <summary>Null where there is no such file.</summary>
    /// <exception cref="ModelException">It asks for a pooling, or a mix, that this build does not know.</exception>
    public static Pooling? Read(string folder)
    {
        string path = Path.Combine(folder, "1_Pooling", "config.json");
        if (!File.Exists(path))
        {
            return null;
        }

        HfConfig config = HfConfig.OpenFile(path);
        string[] asked = [.. config.Fields.Where(f => f.StartsWith("pooling_mode_", StringComparison.Ordinal) && config.Boolean(f) == true)];
        return asked switch
        {
            ["pooling_mode_mean_tokens"] => Pooling.Mean,
            ["pooling_mode_cls_token"] => Pooling.Cls,
            ["pooling_mode_lasttoken"] => Pooling.Last,
            _ => throw new ModelException(
                $"1_Pooling/config.json asks for {(asked.Length == 0 ? "no pooling" : string.Join(" and ", asked))}; this build knows mean, cls and last token"),
        };
    }
}
