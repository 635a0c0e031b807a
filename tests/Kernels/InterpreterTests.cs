using System.Runtime.InteropServices;
using Iced.Intel;
using Xinference.Kernels.Jit;
using Xinference.Kernels.Tests.Interpreting;
using Xinference.Tensors;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Tests;

/// <summary>The interpreter against the processor: single instructions on random operands, bit for bit.</summary>
public sealed unsafe class InterpreterTests
{
    private const int Vector = 32;
    private const int Rounds = 300;

    // ymm0…ymm3 come from the beginning, then a memory operand; ymm0, rax and the memory operand go out behind it
    private const int Memory = 4 * Vector;
    private const int Result = Memory + (2 * Vector);
    private const int Scalar = Result + Vector;
    private const int BlockBytes = Scalar + 8;

    public static TheoryData<string> Instructions => new(InstructionCases.All.Select(c => c.Name));

    [Theory]
    [MemberData(nameof(Instructions))]
    public void An_instruction_does_what_the_processor_does(string name)
    {
        InstructionCase instruction = InstructionCases.All.Single(c => c.Name == name);
        CpuFeatures cpu = CpuFeatures.Detect();
        Assert.SkipUnless(instruction.RunsOn(cpu), "this processor lacks the instruction");
        using ExecutableMemory native = ExecutableMemory.Assemble(Routine(instruction.Emit));
        using var interpreter = new Interpreter(Routine(instruction.Emit));
        using var expected = new NativeBuffer(BlockBytes);
        using var actual = new NativeBuffer(BlockBytes);
        var random = new Random(name.Length);
        for (int round = 0; round < Rounds; round++)
        {
            Operands.Fill(new(expected.Data, BlockBytes), random, round);
            new ReadOnlySpan<byte>(expected.Data, BlockBytes).CopyTo(new(actual.Data, BlockBytes));
            byte[] before = new ReadOnlySpan<byte>(expected.Data, Result).ToArray();
            ((delegate* unmanaged<void*, void>)native.Entry)(expected.Data);
            var memory = new GuardedMemory();
            memory.Allow("block", actual.Data, BlockBytes, writable: true);
            interpreter.Run(actual.Data, memory);
            Compare(name, before, new(expected.Data, BlockBytes), new(actual.Data, BlockBytes));
        }
    }

    [Fact]
    public void Loops_flags_and_the_stack_work()
    {
        var code = new Assembler(64);
        code.push(rbx);
        code.mov(rbx, OperatingSystem.IsWindows() ? rcx : rdi);
        code.xor(eax, eax);
        code.mov(ecx, 10);
        Label loop = code.CreateLabel();
        code.Label(ref loop);
        code.lea(rax, __[rax + (rcx * 2) + 1]);
        code.dec(ecx);
        code.jnz(loop);
        code.mov(__qword_ptr[rbx], rax);
        code.pop(rbx);
        code.ret();
        using var interpreter = new Interpreter(code);
        long result = 0;
        var memory = new GuardedMemory();
        memory.Allow("result", &result, 8, writable: true);
        interpreter.Run(&result, memory);
        Assert.Equal((2 * 55) + 10, result);
    }

    [Fact]
    public void A_masked_broadcast_dot_product_keeps_what_the_mask_leaves_out()
    {
        // without AVX-512 nothing here can run it, so the figures are worked out by hand: 4 · (200 · -3) + 7
        var code = new Assembler(64);
        code.mov(rax, OperatingSystem.IsWindows() ? rcx : rdi);
        code.mov(edx, 0x8001);
        code.kmovw(k1, edx);
        code.vpbroadcastd(zmm0, __dword_ptr[rax]);
        code.vpbroadcastd(zmm1, __dword_ptr[rax + 4]);
        code.vpdpbusd(zmm0.k1, zmm1, __dword_bcst[rax + 8]);
        code.vmovdqu32(__zmmword_ptr[rax + 16], zmm0);
        code.ret();
        using var interpreter = new Interpreter(code);
        uint* block = stackalloc uint[20];
        (block[0], block[1], block[2]) = (7, 0xC8C8C8C8, 0xFDFDFDFD);
        var memory = new GuardedMemory();
        memory.Allow("block", block, 80, writable: true);
        interpreter.Run(block, memory);
        Assert.Equal([-2393, .. Enumerable.Repeat(7, 14), -2393], new ReadOnlySpan<int>(block + 4, 16).ToArray());
    }

    [Fact]
    public void A_bfloat16_dot_product_takes_the_upper_pair_first_and_flushes()
    {
        // 2^30 · 2^-30 added to -1 first, then 2^-100: in the other order the small product would be lost; and denormals vanish
        uint pair = (BFloat(MathF.ScaleB(1, 30)) << 16) | BFloat(MathF.ScaleB(1, -50));
        uint other = (BFloat(MathF.ScaleB(1, -30)) << 16) | BFloat(MathF.ScaleB(1, -50));
        Assert.Equal(MathF.ScaleB(1, -100), DotBFloat16(-1, pair, other));
        Assert.Equal(0, DotBFloat16(float.Epsilon, 0, 0));
        Assert.Equal(0, DotBFloat16(0, BFloat(MathF.ScaleB(1, -70)), BFloat(MathF.ScaleB(1, -70))));
    }

    [Fact]
    public void What_the_interpreter_does_not_know_is_named()
    {
        var code = new Assembler(64);
        code.cpuid();
        code.ret();
        using var interpreter = new Interpreter(code);
        Assert.Contains("cpuid", Assert.Throws<InterpretationException>(() => interpreter.Run(null, new GuardedMemory())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_register_that_the_caller_needs_must_come_back()
    {
        var code = new Assembler(64);
        code.xor(ebx, ebx);
        code.ret();
        using var interpreter = new Interpreter(code);
        Assert.Contains("RBX", Assert.Throws<InterpretationException>(() => interpreter.Run(null, new GuardedMemory())).Message, StringComparison.Ordinal);
    }

    private static float DotBFloat16(float sum, uint a, uint b)
    {
        var code = new Assembler(64);
        code.mov(rax, OperatingSystem.IsWindows() ? rcx : rdi);
        code.vmovups(zmm0, __zmmword_ptr[rax]);
        code.vpbroadcastd(zmm1, __dword_ptr[rax + 64]);
        code.vdpbf16ps(zmm0, zmm1, __dword_bcst[rax + 68]);
        code.vmovups(__zmmword_ptr[rax], zmm0);
        code.ret();
        using var interpreter = new Interpreter(code);
        uint* block = stackalloc uint[18];
        (block[0], block[16], block[17]) = (BitConverter.SingleToUInt32Bits(sum), a, b);
        var memory = new GuardedMemory();
        memory.Allow("block", block, 72, writable: true);
        interpreter.Run(block, memory);
        return BitConverter.UInt32BitsToSingle(block[0]);
    }

    private static uint BFloat(float value) => BitConverter.SingleToUInt32Bits(value) >> 16;

    private static Assembler Routine(Action<Assembler> instruction)
    {
        var code = new Assembler(64);
        code.mov(rdx, OperatingSystem.IsWindows() ? rcx : rdi);
        code.vmovups(ymm0, __ymmword_ptr[rdx]);
        code.vmovups(ymm1, __ymmword_ptr[rdx + Vector]);
        code.vmovups(ymm2, __ymmword_ptr[rdx + (2 * Vector)]);
        code.vmovups(ymm3, __ymmword_ptr[rdx + (3 * Vector)]);
        code.mov(rax, __qword_ptr[rdx]);
        code.mov(rcx, __qword_ptr[rdx + 8]);
        instruction(code);
        code.vmovups(__ymmword_ptr[rdx + Result], ymm0);
        code.mov(__qword_ptr[rdx + Scalar], rax);
        code.vzeroupper();
        code.ret();
        return code;
    }

    private static void Compare(string name, byte[] before, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (!expected.SequenceEqual(actual))
        {
            string Operand(int index) => Convert.ToHexString(before, index * Vector, Vector);
            Assert.Fail($"{name}\n0: {Operand(0)}\n1: {Operand(1)}\n2: {Operand(2)}\n3: {Operand(3)}\nm: {Operand(4)}\n"
                + $"processor:   {Convert.ToHexString(expected[Memory..])}\ninterpreter: {Convert.ToHexString(actual[Memory..])}");
        }
    }
}

/// <summary>Random operands in which what is special about bytes, halves and floats is common.</summary>
internal static class Operands
{
    private static readonly uint[] Special =
    [
        0, 0x8000_0000, 0x3F80_0000, 0xBF80_0000, 0x7F80_0000, 0xFF80_0000, 0x7FC1_2345, 0xFFD5_4321, 0x7F81_2345, 0xFF9A_BCDE, 1, 0x8000_0123,
        0x007F_FFFF, 0x0080_0000, 0x7F7F_FFFF, 0xFF7F_FFFF, 0x4F00_0000, 0xCF00_0000, 0x3EFF_FFFF, 0x3F00_0000, 0x4020_0000, 0x477F_F000,
        0x477F_EFFF, 0x3300_0000, 0x3300_0001, 0x3880_0000, 0x387F_FFFF, 0x7FFF_7FFF, 0x8000_8000, 0x8080_8080, 0x7F7F_7F7F, 0xFFFF_FFFF,
        0x7C01_7E55, 0xFC00_7C00, 0x0001_83FF,
    ];

    /// <summary>By turns bytes, floats near one another in size, and special values among them.</summary>
    public static void Fill(Span<byte> bytes, Random random, int round)
    {
        random.NextBytes(bytes);
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
        foreach (ref uint word in words)
        {
            word = (round % 3, random.Next(3)) switch
            {
                (0, _) => word,
                (1, 0) or (2, _) => Special[random.Next(Special.Length)],
                _ => (word & 0x807F_FFFF) | (uint)random.Next(100, 150) << 23,
            };
        }
    }
}
