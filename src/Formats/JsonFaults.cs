using System.Text.Json;
using System.Text.Unicode;

namespace Xinference.Formats;

/// <summary>Turns whatever a JSON reader throws at bad text into a <see cref="WeightFileException"/>.</summary>
internal static class JsonFaults
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static T Guard<T>(string path, string what, ReadOnlySpan<byte> json, Func<ReadOnlySpan<byte>, T> read)
    {
        if (!Utf8.IsValid(json))
        {
            throw new WeightFileException(path, $"the {what} is not valid UTF-8");
        }

        try
        {
            return read(json.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that is half a surrogate pair
            throw new WeightFileException(path, $"the {what} is not valid JSON: {e.Message}", inner: e);
        }
    }
}
