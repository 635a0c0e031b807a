using Xinference.Kernels;

namespace Xinference.Compiler.Steps;

/// <summary>One call of a program, bound to its memory and its kernel.</summary>
internal abstract class ProgramStep(string name) : IParallelWork
{
    /// <summary>What it does, for profiles.</summary>
    public string Name { get; } = name;

    /// <summary>With what it does it, for profiles.</summary>
    public virtual string Detail => "";

    /// <summary>What it had to do for the batch of the last execution.</summary>
    public abstract CallWork MeasureWork();

    /// <summary>Looks at the batch and says into how many chunks the work falls.</summary>
    public abstract int Prepare();

    /// <inheritdoc/>
    public abstract void Run(int chunk, int thread);
}
