namespace Xinference.Loading;

/// <summary>Disposes what was made so far, last first, unless all of it is kept.</summary>
internal sealed class Undo : IDisposable
{
    private readonly Stack<IDisposable> _made = new();

    public T Add<T>(T made)
        where T : IDisposable
    {
        _made.Push(made);
        return made;
    }

    public void Keep() => _made.Clear();

    public void Dispose()
    {
        while (_made.TryPop(out IDisposable? made))
        {
            made.Dispose();
        }
    }
}
