namespace Xinference.Compiler.Steps;

/// <summary>The experts of one token: their numbers, their weights, the rows that hold what they give.</summary>
/// <param name="row">A row of the value.</param>
/// <param name="used">Experts of a token.</param>
internal readonly unsafe struct Routes(float* row, int used)
{
    public int* Experts => (int*)row;

    public float* Weights => row + used;

    public int* Rows => (int*)(row + (2 * used));

    /// <summary>Units of four bytes that a row takes.</summary>
    public static int Width(int used) => 3 * used;
}
