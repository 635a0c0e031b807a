using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xinference.Kernels.Reference;

namespace Xinference.Kernels.Simd;

/// <summary>Writes one token's head into a tile, bit-equal to <see cref="KvElements"/>.</summary>
internal static unsafe class SimdStore
{
    public static void Write(KvLayout layout, KvSide side, float* source, byte* tile, int slot)
    {
        if (layout.Type == KvType.F32 || layout.HeadDim % Lanes16.Count != 0)
        {
            KvElements.Write(layout, side, source, tile, slot);
        }
        else if (layout.Type == KvType.BF16)
        {
            WriteBF16(source, (ushort*)tile + (slot * layout.HeadDim), layout.HeadDim);
        }
        else
        {
            WriteInt8(side, source, tile, slot, layout.HeadDim);
        }
    }

    /// <summary>Rounds to nearest even; what is no number stays none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteBF16(float* source, ushort* head, int length)
    {
        for (int i = 0; i < length; i += Lanes16.Count)
        {
            Vector512<float> x = Vector512.Load(source + i);
            Vector512<uint> bits = x.AsUInt32();
            Vector512<uint> rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;
            Vector512<uint> quiet = (bits >> 16) | Vector512.Create(0x40u);
            Vector512<uint> chosen = Vector512.ConditionalSelect(Vector512.Equals(x, x).AsUInt32(), rounded, quiet);
            Vector256.Narrow(chosen.GetLower(), chosen.GetUpper()).Store(head + i);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteInt8(KvSide side, float* source, byte* tile, int slot, int length)
    {
        float largest = Largest(source, length);
        float* scales = (float*)(tile + Int8Tile.ScaleByte(length));
        bool scaled = float.IsFinite(largest) && largest >= QuantizedGroup.Smallest;
        scales[slot] = scaled ? largest / sbyte.MaxValue : float.IsFinite(largest) ? 0 : float.NaN;
        float inverse = scaled ? sbyte.MaxValue / largest : 0;
        sbyte* steps = stackalloc sbyte[Lanes16.Count];
        for (int i = 0; i < length; i += Lanes16.Count)
        {
            Steps(source + i, inverse).Store(steps);
            if (side == KvSide.Keys)
            {
                ScatterKeys((ushort*)steps, (ushort*)(tile + Int8Tile.KeyByte(slot, i)));
            }
            else
            {
                ScatterValues(steps, tile + Int8Tile.ValueByte(slot, i));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Steps(float* source, float inverse)
    {
        if (inverse == 0)
        {
            return default; // not zero times infinity
        }

        Vector512<int> whole = Vector512.ConvertToInt32(Vector512.Round(Vector512.Load(source) * inverse));
        Vector256<short> words = Vector256.Narrow(whole.GetLower(), whole.GetUpper());
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }

    private static float Largest(float* source, int length)
    {
        Vector512<float> largest = default;
        for (int i = 0; i < length; i += Lanes16.Count)
        {
            largest = Vector512.Max(largest, Vector512.Abs(Vector512.Load(source + i)));
        }

        return Lanes16.Max(largest);
    }

    /// <summary>Eight pairs of elements, each to the row of its pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ScatterKeys(ushort* steps, ushort* target)
    {
        for (int pair = 0; pair < Lanes16.Count / 2; pair++)
        {
            target[pair * KvLayout.BlockTokens] = steps[pair];
        }
    }

    /// <summary>Twice eight elements, each to every second byte of its pair of positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ScatterValues(sbyte* steps, byte* target)
    {
        for (int i = 0; i < 8; i++)
        {
            target[2 * i] = (byte)steps[i];
            target[(8 * KvLayout.BlockTokens) + (2 * i)] = (byte)steps[8 + i];
        }
    }
}
