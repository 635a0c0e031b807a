using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Xinference.Tensors;

/// <summary>Opens files without waiting on what is no file: opening a named pipe would wait for a writer, for ever if none comes.</summary>
public static partial class RegularFile
{
    // open(2): O_RDONLY with O_NONBLOCK and O_CLOEXEC, whose bits differ between the systems.
    private const int LinuxFlags = 0x800 | 0x80000;
    private const int MacFlags = 0x4 | 0x1000000;

    /// <summary>Opens a file for reading; others may read it, too.</summary>
    /// <exception cref="IOException">The file is missing, a folder, a pipe or a terminal.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static FileStream OpenRead(string path)
    {
        RequireSeekable(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    private static void RequireSeekable(string path)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            return;
        }

        using var handle = new SafeFileHandle(Open(path, OperatingSystem.IsLinux() ? LinuxFlags : MacFlags), ownsHandle: true);
        if (handle.IsInvalid)
        {
            return; // what refused the file refuses the stream as well, which has the words for it
        }

        using var probe = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (!probe.CanSeek)
        {
            throw new IOException($"{path} is a pipe or a device, a file was expected");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);
}
