using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Xinference.Tensors;

/// <summary>A file mapped read-only into memory. Opening costs the same whatever the size; pages come in when touched.</summary>
public sealed unsafe partial class MappedFile : IDisposable
{
    private const int DoNotNeed = 4;
    private const int PopulateRead = 22;
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _data;
    private bool _disposed;

    /// <summary>Maps the file.</summary>
    /// <exception cref="IOException">The file is missing, a folder, a pipe, or cannot be mapped.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public MappedFile(string path)
    {
        Path = path;
        using FileStream stream = RegularFile.OpenRead(path);
        Length = stream.Length;
        if (Length == 0)
        {
            return; // an empty file cannot be mapped; Data stays null
        }

        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _data = pointer + _view.PointerOffset;
    }

    /// <summary>The path it was opened with.</summary>
    public string Path { get; }

    /// <summary>Bytes of the file when it was opened.</summary>
    public long Length { get; }

    /// <summary>First byte; null for an empty file.</summary>
    /// <exception cref="ObjectDisposedException">The mapping was disposed.</exception>
    public byte* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _data;
        }
    }

    /// <summary>A part of the file.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie in the file.</exception>
    public ReadOnlySpan<byte> Slice(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return new(Data + offset, length);
    }

    /// <summary>
    /// Brings a part of the file into memory at once, which costs less than one fault after the other. Linux since 5.14; elsewhere nothing
    /// happens and pages come in when touched.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie in the file.</exception>
    public void Populate(long offset, long length) => Advise(offset, length, PopulateRead);

    /// <summary>
    /// Lets go of the whole pages inside a part of the file: they no longer count as this process's memory, and the next touch maps them again.
    /// Linux; elsewhere nothing happens, the system takes clean pages back when it needs them.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie in the file.</exception>
    public void Release(long offset, long length) => Advise(offset, length, DoNotNeed);

    /// <summary>Unmaps the file; every view of it is void from here on.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_data is not null)
        {
            _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        _view?.Dispose();
        _file?.Dispose();
    }

    private void Advise(long offset, long length, int advice)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        nint pageMask = Environment.SystemPageSize - 1;
        nint first = ((nint)Data + (nint)offset + pageMask) & ~pageMask;
        nint end = ((nint)Data + (nint)(offset + length)) & ~pageMask;
        if (OperatingSystem.IsLinux() && end > first)
        {
            _ = MemoryAdvice((void*)first, (nuint)(end - first), advice); // advice: where the system declines, all works the same
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MemoryAdvice(void* address, nuint length, int advice);
}
