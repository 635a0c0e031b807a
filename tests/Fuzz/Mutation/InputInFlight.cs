namespace Xinference.Fuzz.Mutation;

/// <summary>
/// Keeps the input being tried in a file, so that it is there to look at after the process died of it (stack overflow, a fault outside the
/// mapping). Deleted when the run ends well.
/// </summary>
internal sealed class InputInFlight(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.DeleteOnClose);

    public void Set(byte[] input)
    {
        RandomAccess.Write(_file.SafeFileHandle, input, 0);
        RandomAccess.SetLength(_file.SafeFileHandle, input.Length);
    }

    public void Dispose() => _file.Dispose();
}
