using System.Buffers.Binary;
using System.Text;

namespace Xinference.Fuzz.Mutation;

/// <summary>Makes new inputs out of a corpus: bytes flipped, numbers made extreme, blocks cut, doubled, moved in from other inputs.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, Random random)
{
    private const int MostBytes = 1 << 20;
    private const int MostSteps = 6;

    private static readonly ulong[] Extremes =
    [
        0, 1, 2, 4, 8, 9, 31, 32, 127, 128, 255, 256, 65_535, 65_536, 1 << 20, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, 1UL << 56,
        long.MaxValue, 1UL << 63, ulong.MaxValue,
    ];

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\ud800", "\\u0000", "null", "true", "-1", "0", "1e999", "9223372036854775808", "0.1", "../", "/",
            "[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "{{", "}}", "{%", "%}", "\n", "\0",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF],
        [0xC0, 0x80],
        [0xED, 0xA0, 0x80],
    ];

    public byte[] Next()
    {
        byte[] input = Pick(corpus);
        for (int steps = random.Next(1, MostSteps + 1); steps > 0; steps--)
        {
            input = Step(input);
        }

        return input.Length <= MostBytes ? input : input[..MostBytes];
    }

    private byte[] Step(byte[] input) => random.Next(9) switch
    {
        0 => Edited(input, bytes => bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8))),
        1 => Edited(input, bytes => bytes[random.Next(bytes.Length)] = (byte)random.Next(256)),
        2 => Edited(input, WriteExtreme),
        3 => Edited(input, bytes => Nudge(bytes, random.Next(bytes.Length))),
        4 => input[..random.Next(input.Length + 1)],
        5 => Spliced(input, []),
        6 => Spliced(input, Block(Pick(corpus))),
        7 => Spliced(input, Pick(Tokens)),
        _ => Inserted(input, Block(input)),
    };

    private static byte[] Edited(byte[] input, Action<byte[]> edit)
    {
        byte[] copy = [.. input];
        if (copy.Length > 0)
        {
            edit(copy);
        }

        return copy;
    }

    private void WriteExtreme(byte[] bytes)
    {
        Span<byte> value = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(value, Pick(Extremes));
        int width = Math.Min(1 << random.Next(4), bytes.Length);
        value[..width].CopyTo(bytes.AsSpan(random.Next(bytes.Length - width + 1)));
    }

    private void Nudge(byte[] bytes, int at) => bytes[at] += (byte)random.Next(-4, 5);

    private byte[] Block(byte[] from)
    {
        int begin = random.Next(from.Length + 1);
        return from[begin..(begin + random.Next(Math.Min(64, from.Length - begin) + 1))];
    }

    /// <summary>Replaces a short block.</summary>
    private byte[] Spliced(byte[] input, byte[] block)
    {
        int begin = random.Next(input.Length + 1);
        int end = begin + random.Next(Math.Min(32, input.Length - begin) + 1);
        return [.. input.AsSpan(0, begin), .. block, .. input.AsSpan(end)];
    }

    private byte[] Inserted(byte[] input, byte[] block)
    {
        int at = random.Next(input.Length + 1);
        return [.. input.AsSpan(0, at), .. block, .. input.AsSpan(at)];
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
