using System.Runtime.InteropServices;

namespace Xinference.Kernels.Jit;

/// <summary>The system calls for pages of memory and of code: mmap and mprotect, or VirtualAlloc and VirtualProtect.</summary>
internal static unsafe partial class Pages
{
    private const int ReadWrite = 1 | 2;
    private const int ReadExecute = 1 | 4;
    private const int PrivateAnonymousLinux = 0x22;
    private const int PrivateAnonymousApple = 0x1002;
    private const int HugePagesLinux = 14;
    private const uint CommitReserve = 0x3000;
    private const uint Release = 0x8000;
    private const uint PageReadWrite = 0x04;
    private const uint PageExecuteRead = 0x20;

    public static byte* MapWritable(nuint length)
    {
        if (OperatingSystem.IsWindows())
        {
            void* page = VirtualAlloc(null, length, CommitReserve, PageReadWrite);
            return page is not null ? (byte*)page : throw Refused(length);
        }

        int flags = OperatingSystem.IsMacOS() ? PrivateAnonymousApple : PrivateAnonymousLinux;
        nint address = Map(null, length, ReadWrite, flags, -1, 0);
        return address != -1 ? (byte*)address : throw Refused(length);
    }

    public static bool MakeExecutable(byte* pages, nuint length) => OperatingSystem.IsWindows()
        ? VirtualProtect(pages, length, PageExecuteRead, out _) != 0
        : Protect(pages, length, ReadExecute) == 0;

    public static void Unmap(byte* pages, nuint length)
    {
        _ = OperatingSystem.IsWindows() ? VirtualFree(pages, 0, Release) : UnmapPages(pages, length);
    }

    /// <summary>Asks for huge pages where the system has them; without them all works the same, slower.</summary>
    public static void PreferHuge(byte* pages, nuint length)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(pages, length, HugePagesLinux);
        }
    }

    private static InvalidOperationException Refused(nuint length) =>
        new($"the system gives no {length} bytes of memory");

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int UnmapPages(void* address, nuint length);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial void* VirtualAlloc(void* address, nuint length, uint kind, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int VirtualProtect(void* address, nuint length, uint protection, out uint before);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int VirtualFree(void* address, nuint length, uint kind);
}
