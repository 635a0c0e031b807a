using Iced.Intel;

namespace Xinference.Kernels.Jit;

/// <summary>One instruction of a routine.</summary>
/// <param name="Offset">Bytes from the routine's beginning.</param>
/// <param name="Bytes">Its encoding.</param>
/// <param name="Text">The instruction, destination first, in the syntax of NASM.</param>
public readonly record struct CodeLine(int Offset, ReadOnlyMemory<byte> Bytes, string Text);

/// <summary>Machine code as text.</summary>
public static class Disassembly
{
    /// <summary>The instructions of a routine that lies at address 0.</summary>
    public static IReadOnlyList<CodeLine> Of(byte[] code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var formatter = new NasmFormatter(new FormatterOptions { HexPrefix = "0x", HexSuffix = null, SpaceAfterOperandSeparator = true });
        var output = new StringOutput();
        var decoder = Decoder.Create(64, code, 0);
        List<CodeLine> lines = [];
        while (decoder.IP < (ulong)code.Length)
        {
            Instruction instruction = decoder.Decode();
            formatter.Format(instruction, output);
            lines.Add(new((int)instruction.IP, code.AsMemory((int)instruction.IP, instruction.Length), output.ToStringAndReset()));
        }

        return lines;
    }
}
