using Xinference.Peers.Cases;

namespace Xinference.Peers;

/// <summary>What the command line asks for.</summary>
/// <param name="Selection">What to measure.</param>
/// <param name="Threads">Threads of every contender.</param>
/// <param name="Kernels">The rung of kernels to force on our engine; null: the best.</param>
/// <param name="Resume">Go on with the runs of an interrupted benchmark.</param>
/// <param name="UpdateDocs">Write the table of docs/benchmarks.md.</param>
/// <param name="Command">The command line, for people.</param>
internal sealed record BenchOptions(SelectionOptions Selection, int Threads, string? Kernels, bool Resume, bool UpdateDocs, string Command);
