using Xinference.Compiler.Graph;

namespace Xinference.Compiler.Steps;

/// <summary>Work on one row that needs nothing of its neighbours.</summary>
internal abstract class RowOp(string name, RowKind rows)
{
    public string Name { get; } = name;

    public RowKind Rows { get; } = rows;

    public abstract void Run(int row);
}
