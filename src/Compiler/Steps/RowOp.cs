using Xinference.Compiler.Graph;

namespace Xinference.Compiler.Steps;

/// <summary>Work on one row that needs nothing of its neighbours.</summary>
/// <param name="name">What it does, for profiles.</param>
/// <param name="rows">Rows of which kind.</param>
/// <param name="work">What it has to do for one row.</param>
internal abstract class RowOp(string name, RowKind rows, CallWork work)
{
    public CallWork Work { get; } = work;

    public string Name { get; } = name;

    public RowKind Rows { get; } = rows;

    public abstract void Run(int row);
}
