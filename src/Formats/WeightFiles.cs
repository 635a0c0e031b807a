using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>Opens files so that every failure is a <see cref="WeightFileException"/>.</summary>
internal static class WeightFiles
{
    /// <summary>Maps a file.</summary>
    public static MappedFile Map(string path)
    {
        RequireFile(path);
        return Guard(path, () => new MappedFile(path));
    }

    /// <summary>Reads a small file whole.</summary>
    public static byte[] ReadSmall(string path, int most)
    {
        RequireFile(path);
        using FileStream stream = Guard(path, () => RegularFile.OpenRead(path));
        long length = Guard(path, () => stream.Length);
        if (length > most)
        {
            throw new WeightFileException(path, $"is {length} bytes; at most {most} are read");
        }

        byte[] bytes = new byte[length];
        return Guard(path, () => bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)]);
    }

    /// <summary>The files of a folder that match a pattern, sorted by name.</summary>
    public static string[] List(string folder, string pattern) =>
        Guard(folder, () => Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal).ToArray());

    private static void RequireFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new WeightFileException(path, "is a folder, a file was expected");
        }

        if (!File.Exists(path))
        {
            throw new WeightFileException(path, "there is no such file", "check the path");
        }
    }

    private static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new WeightFileException(path, $"cannot be read: {e.Message}", inner: e);
        }
    }
}
