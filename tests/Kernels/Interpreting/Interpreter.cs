using System.Collections.Frozen;
using Iced.Intel;
using Xinference.Tensors;

namespace Xinference.Kernels.Tests.Interpreting;

/// <summary>
/// Runs machine code without the processor it was made for: the subset of x86-64 that our emitters use, as the Intel SDM (volume 2)
/// defines it, on real memory of which only named regions may be touched. A routine takes one pointer and ends with <c>ret</c>.
/// </summary>
internal sealed unsafe class Interpreter : IDisposable
{
    private const int StackBytes = 1 << 14;
    private const ulong ReturnAddress = 0x5EA1_ED00;

    // no routine of a test comes near it
    private const long MostInstructions = 50_000_000;

    private static readonly FrozenDictionary<Mnemonic, Operation> Operations = Iterate(
        ScalarOperations.All, MoveOperations.All, MaskOperations.All, IntegerOperations.All, FloatOperations.All, ConvertOperations.All,
        ShuffleOperations.All, DotOperations.All, TileOperations.All).ToFrozenDictionary();

    private readonly NativeBuffer _code;
    private readonly NativeBuffer _stack = new(StackBytes);
    private readonly Instruction[] _instructions;
    private readonly Dictionary<ulong, int> _places = [];

    public Interpreter(Assembler assembler)
    {
        byte[] bytes = Assemble(assembler, 0);
        _code = new NativeBuffer(bytes.Length);
        bytes = Assemble(assembler, (ulong)_code.Data);
        bytes.CopyTo(new Span<byte>(_code.Data, bytes.Length));
        var decoder = Decoder.Create(64, bytes, (ulong)_code.Data);
        List<Instruction> instructions = [];
        while (decoder.IP < (ulong)_code.Data + (uint)bytes.Length)
        {
            _places.Add(decoder.IP, instructions.Count);
            instructions.Add(decoder.Decode());
        }

        _instructions = [.. instructions];
    }

    /// <summary>Instructions executed so far.</summary>
    public long Executed { get; private set; }

    /// <summary>Calls the routine.</summary>
    /// <param name="argument">Its argument, in the register of this system's calling convention.</param>
    /// <param name="memory">What it may touch; its own code and stack come on top.</param>
    /// <exception cref="InterpretationException">It touched something else, broke the calling convention, or uses an instruction that is not known here.</exception>
    public Processor Run(void* argument, GuardedMemory memory)
    {
        memory.Allow("code", _code.Data, _code.ByteLength);
        memory.Allow("stack", _stack.Data, StackBytes, writable: true);
        var cpu = new Processor(memory);
        for (int i = 0; i < cpu.General.Length; i++)
        {
            cpu.General[i] = 0xBAD0_0000_0000_0000 + (ulong)i;
        }

        ulong[] before = [.. cpu.General];
        ulong top = (ulong)_stack.Data + StackBytes - 8;
        *(ulong*)top = ReturnAddress;
        cpu.General[Register.RSP.GetNumber()] = top;
        cpu.General[(OperatingSystem.IsWindows() ? Register.RCX : Register.RDI).GetNumber()] = (ulong)argument;
        RunToReturn(cpu);
        foreach (Register kept in (Register[])[Register.RBX, Register.RBP, Register.R12, Register.R13, Register.R14, Register.R15])
        {
            if (cpu.General[kept.GetNumber()] != before[kept.GetNumber()])
            {
                throw new InterpretationException($"the routine does not give {kept} back to its caller", null);
            }
        }

        return cpu.General[Register.RSP.GetNumber()] == top + 8 ? cpu : throw new InterpretationException("the routine leaves the stack in disorder", null);
    }

    public void Dispose()
    {
        _code.Dispose();
        _stack.Dispose();
    }

    private void RunToReturn(Processor cpu)
    {
        for (int at = 0; ; at = PlaceOf(cpu.Next, at))
        {
            ref readonly Instruction instruction = ref _instructions[at];
            cpu.Next = instruction.NextIP;
            if (Executed++ > MostInstructions)
            {
                throw Fault("the routine does not end", instruction, null);
            }

            if (!Operations.TryGetValue(instruction.Mnemonic, out Operation? operation))
            {
                throw Fault("the interpreter does not know this instruction", instruction, null);
            }

            try
            {
                operation(cpu, instruction);
            }
            catch (Exception e) when (e is AccessFault or NotSupportedException)
            {
                throw Fault(e.Message, instruction, e);
            }

            if (cpu.Next == ReturnAddress)
            {
                return;
            }
        }
    }

    private int PlaceOf(ulong next, int current) => current + 1 < _instructions.Length && _instructions[current + 1].IP == next
        ? current + 1
        : _places.TryGetValue(next, out int place)
            ? place
            : throw Fault($"the routine leaves its code for 0x{next:X}", _instructions[current], null);

    private InterpretationException Fault(string message, in Instruction instruction, Exception? inner) =>
        new($"{instruction} at 0x{instruction.IP - (ulong)_code.Data:X}: {message}", inner);

    private static byte[] Assemble(Assembler assembler, ulong address)
    {
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), address);
        return stream.ToArray();
    }

    private static Dictionary<Mnemonic, Operation> Iterate(params ReadOnlySpan<Dictionary<Mnemonic, Operation>> parts)
    {
        Dictionary<Mnemonic, Operation> all = [];
        foreach (Dictionary<Mnemonic, Operation> part in parts)
        {
            foreach ((Mnemonic mnemonic, Operation operation) in part)
            {
                all.Add(mnemonic, operation);
            }
        }

        return all;
    }
}

/// <summary>A routine did what it may not, or what the interpreter does not know.</summary>
internal sealed class InterpretationException(string message, Exception? inner) : Exception(message, inner);
