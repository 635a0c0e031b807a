namespace Xinference.Inference;

/// <summary>Vectors of length 1, whose dot product is their cosine.</summary>
public static class UnitVector
{
    /// <summary><c>x / |x|</c> by the Euclidean norm, summed in double; zeros stay zeros.</summary>
    public static float[] Of(ReadOnlySpan<float> x)
    {
        double squares = 0;
        foreach (float element in x)
        {
            squares += (double)element * element;
        }

        double inverse = squares > 0 ? 1 / Math.Sqrt(squares) : 0;
        var unit = new float[x.Length];
        for (int i = 0; i < unit.Length; i++)
        {
            unit[i] = (float)(x[i] * inverse);
        }

        return unit;
    }
}
