namespace Xinference.Kernels;

/// <summary>Sections of work, each of which begins when the one before has ended.</summary>
public interface IWorkSequence
{
    /// <summary>Number of sections.</summary>
    int Sections { get; }

    /// <summary>Makes a section ready; called once for each, in order, on any member, when all sections before have ended.</summary>
    /// <param name="section">Index of the section.</param>
    /// <param name="work">What is to run.</param>
    /// <returns>Chunks of the section, 0…<see cref="ThreadTeam.MaxChunks"/>; one alone runs at once, without waking anybody.</returns>
    int Prepare(int section, out IParallelWork work);
}
