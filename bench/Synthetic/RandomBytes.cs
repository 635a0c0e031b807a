using System.Runtime.InteropServices;

namespace Xinference.Synthetic;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): gigabytes a second, the same for the same seed.</summary>
internal sealed class RandomBytes(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Fills whole and partial words of 8 bytes.</summary>
    public void Fill(Span<byte> bytes)
    {
        foreach (ref ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            word = Next();
        }

        ulong rest = Next();
        MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in rest))[..(bytes.Length & 7)].CopyTo(bytes[(bytes.Length & ~7)..]);
    }

    private ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
