namespace Xinference.Compiler;

/// <summary>Is told how far an execution has come.</summary>
public interface IProgramObserver
{
    /// <summary>A call has been done by all threads. Must not allocate where the step must not.</summary>
    /// <param name="call">Its place in <see cref="Program.Calls"/>.</param>
    void Completed(int call);
}
