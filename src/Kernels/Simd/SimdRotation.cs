using System.Runtime.Intrinsics;

namespace Xinference.Kernels.Simd;

/// <summary>Rotary embedding; products and sums are rounded one by one, in vectors and in the rest alike.</summary>
internal static unsafe class SimdRotation
{
    public static void Rotate(float* head, float* cosSin, int pairs, RopeStyle style)
    {
        float* cosines = cosSin;
        float* sines = cosSin + pairs;
        (int done, int step, int partner) = style switch
        {
            RopeStyle.Halves => (Halves(head, cosines, sines, pairs), 1, pairs),
            RopeStyle.Pairs => (Pairs(head, cosines, sines, pairs), 2, 1),
        };
        for (int i = done; i < pairs; i++)
        {
            float* element = head + (i * step);
            (float a, float b) = (element[0], element[partner]);
            element[0] = (a * cosines[i]) - (b * sines[i]);
            element[partner] = (a * sines[i]) + (b * cosines[i]);
        }
    }

    private static int Halves(float* head, float* cosines, float* sines, int pairs)
    {
        int i = 0;
        for (; i <= pairs - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> a = Vector256.Load(head + i);
            Vector256<float> b = Vector256.Load(head + pairs + i);
            Vector256<float> cos = Vector256.Load(cosines + i);
            Vector256<float> sin = Vector256.Load(sines + i);
            ((a * cos) - (b * sin)).Store(head + i);
            ((a * sin) + (b * cos)).Store(head + pairs + i);
        }

        return i;
    }

    private static int Pairs(float* head, float* cosines, float* sines, int pairs)
    {
        Vector256<int> twice = Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3);
        Vector256<int> swapped = Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6);
        Vector256<float> sign = Vector256.Create(-0f, 0f, -0f, 0f, -0f, 0f, -0f, 0f);
        int i = 0;
        for (; i <= pairs - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            Vector256<float> x = Vector256.Load(head + (2 * i));
            Vector256<float> cos = Vector256.Shuffle(Vector128.Load(cosines + i).ToVector256(), twice);
            Vector256<float> sin = Vector256.Shuffle(Vector128.Load(sines + i).ToVector256(), twice) ^ sign;
            ((x * cos) + (Vector256.Shuffle(x, swapped) * sin)).Store(head + (2 * i));
        }

        return i;
    }
}
