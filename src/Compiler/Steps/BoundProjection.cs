using Xinference.Kernels;

namespace Xinference.Compiler.Steps;

/// <summary>One product of a <see cref="LinearStep"/>, bound to memory.</summary>
/// <param name="matrix">The packed weights.</param>
/// <param name="bias"><c>[matrix.Rows]</c>, or null.</param>
/// <param name="input">The activations, in the matrix's format.</param>
/// <param name="output">Where the product goes; an empty one goes to the step's logits.</param>
/// <param name="addTo">What the product is added to, or nothing.</param>
internal sealed unsafe class BoundProjection(PackedMatrix matrix, float* bias, Rows input, Rows output, Rows addTo)
{
    public PackedMatrix Matrix => matrix;

    /// <summary>Multiplies a range of rows for all tokens, and adds what is to be added.</summary>
    public void Run(IKernels kernels, int tokens, float* logits, int firstRow, int rowCount)
    {
        float* result = Result(logits);
        matrix.Multiply(input.Data, tokens, result, matrix.Rows, firstRow, rowCount);
        for (int token = 0; token < tokens; token++)
        {
            Add(kernels, token, result + ((long)token * matrix.Rows) + firstRow, firstRow, rowCount);
        }
    }

    /// <summary>Multiplies a range of rows into <paramref name="scratch"/>, <c>[tokens, rowCount]</c>.</summary>
    public void Compute(int tokens, float* scratch, int firstRow, int rowCount) =>
        matrix.Multiply(input.Data, tokens, scratch - firstRow, rowCount, firstRow, rowCount);

    /// <summary>Moves what was computed to where <see cref="Run"/> leaves it.</summary>
    public void Commit(IKernels kernels, int tokens, float* scratch, float* logits, int firstRow, int rowCount)
    {
        float* result = Result(logits);
        for (int token = 0; token < tokens; token++)
        {
            float* row = result + ((long)token * matrix.Rows) + firstRow;
            new ReadOnlySpan<float>(scratch + ((long)token * rowCount), rowCount).CopyTo(new(row, rowCount));
            Add(kernels, token, row, firstRow, rowCount);
        }
    }

    private float* Result(float* logits) => output.Data is null ? logits : output.Data;

    private void Add(IKernels kernels, int token, float* row, int firstRow, int rowCount)
    {
        if (bias is not null)
        {
            kernels.Add(bias + firstRow, row, rowCount);
        }

        if (addTo.Data is not null)
        {
            kernels.Add(row, addTo[token] + firstRow, rowCount);
        }
    }
}
