namespace Xinference.Compiler.Steps;

/// <summary>What the steps of a program share while they run.</summary>
/// <param name="State">What changes from step to step.</param>
/// <param name="Scratch">Memory of the threads for what they compute aside.</param>
/// <param name="Use">Where the use of experts is counted.</param>
/// <param name="Limits">What one execution can take.</param>
/// <param name="Threads">Threads that run the program.</param>
internal sealed record StepContext(StepState State, ChunkScratch Scratch, ExpertUse Use, ProgramLimits Limits, int Threads);
