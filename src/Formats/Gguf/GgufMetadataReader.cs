using System.Globalization;
using Xinference.Tensors;

namespace Xinference.Formats;

/// <summary>Walks the metadata section once, checking everything and copying only the keys.</summary>
internal static class GgufMetadataReader
{
    // key length, one byte of key, type, one byte of value
    private const int SmallestEntry = 8 + 1 + 4 + 1;
    private const int SmallestString = 8;
    private const int SmallestArray = 4 + 8;

    public static GgufMetadata Read(MappedFile file, GgufCursor cursor, int count)
    {
        var entries = new OrderedDictionary<string, GgufEntry>(count);
        for (int i = 0; i < count; i++)
        {
            string key = cursor.Name("a metadata key");
            if (!entries.TryAdd(key, Value(cursor, key)))
            {
                throw new WeightFileException(file.Path, $"metadata key {WeightFileException.Quote(key)} occurs twice");
            }
        }

        return new(file, entries);
    }

    public static int Count(GgufCursor cursor) => cursor.Count("the number of metadata keys", GgufLimits.Keys, SmallestEntry);

    private static GgufEntry Value(GgufCursor cursor, string key)
    {
        string what = $"metadata value {WeightFileException.Quote(key)}";
        GgufType type = Type(cursor, what);
        if (type != GgufType.Array)
        {
            long offset = cursor.Position;
            Skip(cursor, type, 1, what, 0);
            return new(type, IsArray: false, 1, offset);
        }

        (GgufType element, int count) = ArrayHead(cursor, what);
        long first = cursor.Position;
        Skip(cursor, element, count, what, 1);
        return new(element, IsArray: true, count, first);
    }

    private static GgufType Type(GgufCursor cursor, string what)
    {
        var type = (GgufType)cursor.U32(what);
        return Enum.IsDefined(type)
            ? type
            : throw new WeightFileException(
                cursor.Path,
                string.Create(CultureInfo.InvariantCulture, $"{what} has type number {(uint)type}, which GGUF does not define"));
    }

    private static (GgufType Element, int Count) ArrayHead(GgufCursor cursor, string what)
    {
        GgufType element = Type(cursor, what);
        int least = element switch
        {
            GgufType.String => SmallestString,
            GgufType.Array => SmallestArray,
            _ => GgufValues.Size(element),
        };
        return (element, cursor.Count($"the length of {what}", GgufLimits.ArrayElements, least));
    }

    private static void Skip(GgufCursor cursor, GgufType type, int count, string what, int depth)
    {
        switch (type)
        {
            case GgufType.String:
                SkipStrings(cursor, count, what);
                break;
            case GgufType.Array:
                SkipArrays(cursor, count, what, depth);
                break;
            case GgufType.Bool:
                if (cursor.Take(count, what).ContainsAnyExceptInRange((byte)0, (byte)1))
                {
                    throw new WeightFileException(cursor.Path, $"{what} is a boolean that is neither 0 nor 1");
                }

                break;
            default:
                cursor.Take(count * GgufValues.Size(type), what);
                break;
        }
    }

    private static void SkipStrings(GgufCursor cursor, int count, string what)
    {
        for (int i = 0; i < count; i++)
        {
            cursor.Utf8(what, GgufLimits.StringBytes);
        }
    }

    private static void SkipArrays(GgufCursor cursor, int count, string what, int depth)
    {
        if (depth >= GgufLimits.ArrayDepth)
        {
            throw new WeightFileException(cursor.Path, $"{what} nests arrays more than {GgufLimits.ArrayDepth} deep");
        }

        for (int i = 0; i < count; i++)
        {
            (GgufType element, int length) = ArrayHead(cursor, what);
            Skip(cursor, element, length, what, depth + 1);
        }
    }
}
