namespace Xinference.Compiler.Steps;

/// <summary>Work on one row that needs nothing of its neighbours.</summary>
/// <param name="name">What it does, for profiles.</param>
/// <param name="work">What it has to do for one row.</param>
internal abstract class RowOp(string name, CallWork work)
{
    public string Name { get; } = name;

    public CallWork Work { get; } = work;

    public abstract void Run(int row);
}
