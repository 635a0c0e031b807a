using Xinference.Compiler.Steps;
using Xinference.Tensors;

namespace Xinference.Compiler;

/// <summary>What a program owns.</summary>
/// <param name="Constants">Packed weights and float vectors.</param>
/// <param name="Arena">Activations.</param>
/// <param name="Scratch">What threads compute aside.</param>
internal sealed record ProgramMemory(ProgramConstants Constants, NativeBuffer Arena, ChunkScratch Scratch) : IDisposable
{
    public void Dispose()
    {
        Constants.Dispose();
        Arena.Dispose();
        Scratch.Dispose();
    }
}
