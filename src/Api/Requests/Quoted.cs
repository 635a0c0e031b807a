namespace Xinference.Api;

/// <summary>What a client sent, as error messages quote it.</summary>
internal static class Quoted
{
    private const int MaxLength = 64;

    /// <summary>The text, or its beginning where it is long.</summary>
    public static string Shorten(string text) => text.Length > MaxLength ? text[..MaxLength] + "…" : text;
}
