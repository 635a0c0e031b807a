namespace Xinference.Loading;

/// <summary>Something made on another thread while this one goes on. Disposing waits for it, so that what it reads may be freed.</summary>
internal sealed class Beside<T>(Func<T> make) : IDisposable
{
    private readonly Task<T> _task = Task.Run(make);

    /// <summary>Waits for it; throws what making it threw.</summary>
    public T Result() => _task.GetAwaiter().GetResult();

    public void Dispose() => ((IAsyncResult)_task).AsyncWaitHandle.WaitOne();
}
