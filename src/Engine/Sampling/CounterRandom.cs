namespace Xinference.Engine.Sampling;

/// <summary>
/// Random numbers computed from a key and a counter, so that a draw depends on nothing but its seed and its position. Mixing function:
/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
/// </summary>
internal static class CounterRandom
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public static double Uniform(ulong seed, int position) =>
        (Mix(Mix(seed) + (((ulong)(uint)position + 1) * Gamma)) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A bijection on 64-bit words each of whose output bits depends on all input bits.</summary>
    public static ulong Mix(ulong z)
    {
        z += Gamma;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
