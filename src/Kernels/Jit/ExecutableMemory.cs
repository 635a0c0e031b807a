using Iced.Intel;

namespace Xinference.Kernels.Jit;

/// <summary>
/// Machine code at run time: pages are mapped writable, filled, and then made executable and read-only, never both at once (W^X).
/// </summary>
public sealed unsafe class ExecutableMemory : IDisposable
{
    private readonly nuint _length;
    private byte* _code;

    /// <summary>Copies code into pages of its own.</summary>
    /// <param name="code">Position-independent machine code of this processor.</param>
    /// <exception cref="ArgumentException"><paramref name="code"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The system refuses executable pages.</exception>
    public ExecutableMemory(ReadOnlySpan<byte> code)
    {
        if (code.IsEmpty)
        {
            throw new ArgumentException("there is no code to run", nameof(code));
        }

        _length = (nuint)code.Length;
        _code = Pages.MapWritable(_length);
        code.CopyTo(new Span<byte>(_code, code.Length));
        if (!Pages.MakeExecutable(_code, _length))
        {
            Free();
            throw new InvalidOperationException(
                $"the system does not let memory be made executable; use the simd kernels ({KernelRungs.Variable}=simd)");
        }
    }

    /// <summary>Unmaps code that nobody disposed.</summary>
    ~ExecutableMemory() => Free();

    /// <summary>First instruction; call it through a <c>delegate* unmanaged</c>.</summary>
    /// <exception cref="ObjectDisposedException">The code was disposed.</exception>
    public void* Entry
    {
        get
        {
            ObjectDisposedException.ThrowIf(_code is null, this);
            return _code;
        }
    }

    /// <summary>Whether the system lets memory be made executable, found out by doing it.</summary>
    public static bool IsAllowed()
    {
        const byte ret = 0xC3;
        try
        {
            using var _ = new ExecutableMemory([ret]);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Assembles and maps a routine.</summary>
    /// <param name="assembler">The routine.</param>
    /// <param name="name">Its name for <c>perf</c>; null: it is not told.</param>
    /// <exception cref="InvalidOperationException">The system refuses executable pages.</exception>
    public static ExecutableMemory Assemble(Assembler assembler, string? name = null)
    {
        byte[] code = Encode(assembler);
        var memory = new ExecutableMemory(code);
        if (name is not null)
        {
            PerfMap.Add(name, (nuint)memory.Entry, code.Length);
        }

        return memory;
    }

    /// <summary>The bytes of a routine as it lies at address 0.</summary>
    internal static byte[] Encode(Assembler assembler)
    {
        ArgumentNullException.ThrowIfNull(assembler);
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), 0);
        return stream.ToArray();
    }

    /// <summary>Unmaps the pages; nobody may be running in them.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_code is not null)
        {
            Pages.Unmap(_code, _length);
            _code = null;
        }
    }
}
