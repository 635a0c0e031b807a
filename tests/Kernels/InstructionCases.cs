using System.Runtime.CompilerServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xinference.Kernels.Tests;

/// <summary>One instruction on ymm0…ymm3, rax, rcx and 64 bytes at <c>rdx + 128</c>.</summary>
internal sealed record InstructionCase(string Name, Action<Assembler> Emit, Func<CpuFeatures, bool> RunsOn);

/// <summary>The instructions that the interpreter is held against the processor with.</summary>
internal static class InstructionCases
{
    private static AssemblerMemoryOperand Memory => __[rdx + 128];

    private static AssemblerMemoryOperand Word => __dword_ptr[rdx + 128];

    public static IReadOnlyList<InstructionCase> All { get; } =
        [.. Integers(), .. Shifts(), .. Floats(), .. Conversions(), .. Shuffles(), .. Moves(), .. Scalars(), .. Vnni()];

    private static IEnumerable<InstructionCase> Integers() =>
    [
        Avx2(c => c.vpand(ymm0, ymm1, ymm2)), Avx2(c => c.vpandn(ymm0, ymm1, ymm2)), Avx2(c => c.vpor(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpxor(ymm0, ymm1, __ymmword_ptr[rdx + 128])), Avx2(c => c.vandps(ymm0, ymm1, ymm2)), Avx2(c => c.vandnps(ymm0, ymm1, ymm2)),
        Avx2(c => c.vorps(ymm0, ymm1, ymm2)), Avx2(c => c.vxorps(ymm0, ymm1, ymm2)), Avx2(c => c.vpaddb(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpaddw(ymm0, ymm1, ymm2)), Avx2(c => c.vpaddd(ymm0, ymm1, ymm2)), Avx2(c => c.vpaddq(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpaddsw(ymm0, ymm1, ymm2)), Avx2(c => c.vpsubb(ymm0, ymm1, ymm2)), Avx2(c => c.vpsubw(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpsubd(ymm0, ymm1, ymm2)), Avx2(c => c.vpsubq(ymm0, ymm1, ymm2)), Avx2(c => c.vpsubsw(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpmulld(ymm0, ymm1, ymm2)), Avx2(c => c.vpmullw(ymm0, ymm1, ymm2)), Avx2(c => c.vpmulhw(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpmulhrsw(ymm0, ymm1, ymm2)), Avx2(c => c.vpmaddwd(ymm0, ymm1, ymm2)), Avx2(c => c.vpmaddubsw(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpmaddubsw(xmm0, xmm1, __xmmword_ptr[rdx + 128])), Avx2(c => c.vpabsb(ymm0, ymm1)), Avx2(c => c.vpabsw(ymm0, ymm1)),
        Avx2(c => c.vpabsd(ymm0, ymm1)), Avx2(c => c.vpsignb(ymm0, ymm1, ymm2)), Avx2(c => c.vpsignw(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpsignd(ymm0, ymm1, ymm2)), Avx2(c => c.vpminsd(ymm0, ymm1, ymm2)), Avx2(c => c.vpmaxsd(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpminsb(ymm0, ymm1, ymm2)), Avx2(c => c.vpmaxsb(ymm0, ymm1, ymm2)), Avx2(c => c.vpminub(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpmaxub(ymm0, ymm1, ymm2)), Avx2(c => c.vpminsw(ymm0, ymm1, ymm2)), Avx2(c => c.vpmaxsw(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpcmpeqb(ymm0, ymm1, ymm2)), Avx2(c => c.vpcmpeqd(ymm0, ymm1, ymm2)), Avx2(c => c.vpcmpgtb(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpcmpgtd(ymm0, ymm1, ymm2)),
    ];

    private static IEnumerable<InstructionCase> Shifts() =>
    [
        Avx2(c => c.vpsllw(ymm0, ymm1, 3)), Avx2(c => c.vpsllw(ymm0, ymm1, 17)), Avx2(c => c.vpslld(ymm0, ymm1, 4)), Avx2(c => c.vpslld(ymm0, ymm1, 40)),
        Avx2(c => c.vpsllq(ymm0, ymm1, 12)), Avx2(c => c.vpsrlw(ymm0, ymm1, 4)), Avx2(c => c.vpsrld(ymm0, ymm1, 28)), Avx2(c => c.vpsrlq(ymm0, ymm1, 63)),
        Avx2(c => c.vpsraw(ymm0, ymm1, 5)), Avx2(c => c.vpsraw(ymm0, ymm1, 99)), Avx2(c => c.vpsrad(ymm0, ymm1, 7)), Avx2(c => c.vpsrad(ymm0, ymm1, 200)),
        Avx2(c => c.vpslld(ymm0, ymm1, xmm2)), Avx2(c => c.vpsraw(ymm0, ymm1, xmm2)), Avx2(c => c.vpsllvd(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpsrlvd(ymm0, ymm1, ymm2)), Avx2(c => c.vpsravd(ymm0, ymm1, ymm2)),
    ];

    private static IEnumerable<InstructionCase> Floats() =>
    [
        Avx2(c => c.vaddps(ymm0, ymm1, ymm2)), Avx2(c => c.vsubps(ymm0, ymm1, ymm2)), Avx2(c => c.vmulps(ymm0, ymm1, ymm2)),
        Avx2(c => c.vmulps(ymm0, ymm1, __ymmword_ptr[rdx + 128])), Avx2(c => c.vdivps(ymm0, ymm1, ymm2)), Avx2(c => c.vminps(ymm0, ymm1, ymm2)),
        Avx2(c => c.vmaxps(ymm0, ymm1, ymm2)), Fma(c => c.vfmadd132ps(ymm0, ymm1, ymm2)), Fma(c => c.vfmadd213ps(ymm0, ymm1, ymm2)),
        Fma(c => c.vfmadd231ps(ymm0, ymm1, ymm2)), Fma(c => c.vfmadd231ps(ymm0, ymm1, __ymmword_ptr[rdx + 128])), Fma(c => c.vfmsub132ps(ymm0, ymm1, ymm2)),
        Fma(c => c.vfmsub213ps(ymm0, ymm1, ymm2)), Fma(c => c.vfmsub231ps(ymm0, ymm1, ymm2)), Fma(c => c.vfnmadd132ps(ymm0, ymm1, ymm2)),
        Fma(c => c.vfnmadd213ps(ymm0, ymm1, ymm2)), Fma(c => c.vfnmadd231ps(ymm0, ymm1, ymm2)), Fma(c => c.vfnmsub132ps(ymm0, ymm1, ymm2)),
        Fma(c => c.vfnmsub213ps(ymm0, ymm1, ymm2)), Fma(c => c.vfnmsub231ps(ymm0, ymm1, ymm2)),
    ];

    private static IEnumerable<InstructionCase> Conversions() =>
    [
        Avx2(c => c.vpmovzxbw(ymm0, xmm1)), Avx2(c => c.vpmovzxbd(ymm0, xmm1)), Avx2(c => c.vpmovzxbd(ymm0, __qword_ptr[rdx + 128])),
        Avx2(c => c.vpmovzxwd(ymm0, xmm1)), Avx2(c => c.vpmovsxbw(ymm0, xmm1)), Avx2(c => c.vpmovsxbd(ymm0, xmm1)), Avx2(c => c.vpmovsxbd(xmm0, xmm1)),
        Avx2(c => c.vpmovsxwd(ymm0, __xmmword_ptr[rdx + 128])), Avx2(c => c.vcvtdq2ps(ymm0, ymm1)), Avx2(c => c.vcvtps2dq(ymm0, ymm1)),
        Avx2(c => c.vcvttps2dq(ymm0, ymm1)), Avx2(c => c.vcvtph2ps(ymm0, xmm1)), Avx2(c => c.vcvtph2ps(ymm0, __xmmword_ptr[rdx + 128])),
        Avx2(c => c.vcvtph2ps(xmm0, xmm1)), Avx2(c => c.vcvtps2ph(xmm0, ymm1, 0)), Avx2(c => c.vcvtps2ph(xmm0, ymm1, 1)),
        Avx2(c => c.vcvtps2ph(xmm0, ymm1, 2)), Avx2(c => c.vcvtps2ph(xmm0, ymm1, 3)), Avx2(c => c.vcvtps2ph(xmm0, ymm1, 4)),
        Avx2(c => c.vcvtps2ph(xmm0, xmm1, 0)), Avx2(c => c.vcvtps2ph(__xmmword_ptr[rdx + 128], ymm1, 0)), Avx2(c => c.vpackssdw(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpackusdw(ymm0, ymm1, ymm2)), Avx2(c => c.vpacksswb(ymm0, ymm1, ymm2)), Avx2(c => c.vpackuswb(ymm0, ymm1, ymm2)),
    ];

    private static IEnumerable<InstructionCase> Shuffles() =>
    [
        Avx2(c => c.vpshufb(ymm0, ymm1, ymm2)), Avx2(c => c.vpermd(ymm0, ymm1, ymm2)), Avx2(c => c.vpermps(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpermq(ymm0, ymm1, 0x4E)), Avx2(c => c.vpermpd(ymm0, ymm1, 0x1B)), Avx2(c => c.vpshufd(ymm0, ymm1, 0xB1)),
        Avx2(c => c.vpermilps(ymm0, ymm1, 0x39)), Avx2(c => c.vpermilps(ymm0, ymm1, ymm2)), Avx2(c => c.vmovshdup(ymm0, ymm1)),
        Avx2(c => c.vmovsldup(ymm0, ymm1)), Avx2(c => c.vshufps(ymm0, ymm1, ymm2, 0xC6)), Avx2(c => c.vpblendd(ymm0, ymm1, ymm2, 0xA5)),
        Avx2(c => c.vblendps(ymm0, ymm1, ymm2, 0x3C)), Avx2(c => c.vpalignr(ymm0, ymm1, ymm2, 5)), Avx2(c => c.vpalignr(ymm0, ymm1, ymm2, 21)),
        Avx2(c => c.vpalignr(ymm0, ymm1, ymm2, 40)), Avx2(c => c.vunpcklps(ymm0, ymm1, ymm2)), Avx2(c => c.vunpckhps(ymm0, ymm1, ymm2)),
        Avx2(c => c.vunpcklpd(ymm0, ymm1, ymm2)), Avx2(c => c.vunpckhpd(ymm0, ymm1, ymm2)), Avx2(c => c.vpunpcklbw(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpunpckhbw(ymm0, ymm1, ymm2)), Avx2(c => c.vpunpcklwd(ymm0, ymm1, ymm2)), Avx2(c => c.vpunpckhwd(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpunpckldq(ymm0, ymm1, ymm2)), Avx2(c => c.vpunpckhdq(ymm0, ymm1, ymm2)), Avx2(c => c.vpunpcklqdq(ymm0, ymm1, ymm2)),
        Avx2(c => c.vpunpckhqdq(ymm0, ymm1, ymm2)), Avx2(c => c.vblendvps(ymm0, ymm1, ymm2, ymm3)), Avx2(c => c.vpblendvb(ymm0, ymm1, ymm2, ymm3)),
        Avx2(c => c.vperm2i128(ymm0, ymm1, ymm2, 0x21)), Avx2(c => c.vperm2f128(ymm0, ymm1, ymm2, 0x83)), Avx2(c => c.vinserti128(ymm0, ymm1, xmm2, 1)),
        Avx2(c => c.vinsertf128(ymm0, ymm1, __xmmword_ptr[rdx + 128], 0)), Avx2(c => c.vextracti128(xmm0, ymm1, 1)),
        Avx2(c => c.vextractf128(__xmmword_ptr[rdx + 128], ymm1, 0)),
    ];

    private static IEnumerable<InstructionCase> Moves() =>
    [
        Avx2(c => c.vmovups(ymm0, __ymmword_ptr[rdx + 133])), Avx2(c => c.vmovdqu(xmm0, xmm1)), Avx2(c => c.vmovups(__xmmword_ptr[rdx + 130], xmm1)),
        Avx2(c => c.vlddqu(ymm0, __ymmword_ptr[rdx + 129])), Avx2(c => c.movups(xmm0, xmm1)), Avx2(c => c.movups(__xmmword_ptr[rdx + 128], xmm1)),
        Avx2(c => c.vmovd(xmm0, eax)), Avx2(c => c.vmovd(eax, xmm1)), Avx2(c => c.vmovd(xmm0, Word)), Avx2(c => c.vmovq(xmm0, rax)),
        Avx2(c => c.vmovq(rax, xmm1)), Avx2(c => c.vmovq(xmm0, xmm1)), Avx2(c => c.vmovss(xmm0, xmm1, xmm2)), Avx2(c => c.vmovss(xmm0, Word)),
        Avx2(c => c.vmovss(Word, xmm1)), Avx2(c => c.vpbroadcastb(ymm0, xmm1)), Avx2(c => c.vpbroadcastw(ymm0, xmm1)),
        Avx2(c => c.vpbroadcastd(ymm0, Word)), Avx2(c => c.vpbroadcastq(ymm0, xmm1)), Avx2(c => c.vbroadcastss(ymm0, Word)),
        Avx2(c => c.vbroadcastss(ymm0, xmm1)), Avx2(c => c.vbroadcastsd(ymm0, xmm1)), Avx2(c => c.vbroadcasti128(ymm0, __xmmword_ptr[rdx + 128])),
        Avx2(c => c.vbroadcastf128(ymm0, __xmmword_ptr[rdx + 131])), Avx2(c => c.vmaskmovps(ymm0, ymm1, Memory)), Avx2(c => c.vmaskmovps(Memory, ymm1, ymm2)),
        Avx2(c => c.vpmaskmovd(ymm0, ymm1, Memory)), Avx2(c => c.vpmaskmovd(Memory, ymm1, ymm2)), Avx2(c => c.vpmaskmovq(Memory, ymm1, ymm2)),
        Avx2(c => c.vpmovmskb(eax, ymm1)), Avx2(c => c.vmovmskps(eax, ymm1)), Avx2(c => c.vzeroupper()), Avx2(c => c.vzeroall()),
    ];

    private static IEnumerable<InstructionCase> Scalars() =>
    [
        Avx2(c => c.add(rax, rcx)), Avx2(c => c.sub(eax, ecx)), Avx2(c => c.and(rax, 0xF0)), Avx2(c => c.or(eax, ecx)), Avx2(c => c.xor(rax, rcx)),
        Avx2(c => c.inc(ax)), Avx2(c => c.dec(rax)), Avx2(c => c.shl(rax, 5)), Avx2(c => c.shr(eax, 9)), Avx2(c => c.sar(rax, 40)), Avx2(c => c.sar(eax, 3)),
        Avx2(c => c.imul(rax, rcx)), Avx2(c => c.imul(rax, rcx, 48)), Avx2(c => c.movzx(eax, cl)), Avx2(c => c.movsx(rax, cx)), Avx2(c => c.movsxd(rax, ecx)),
        Avx2(c => c.mov(al, __byte_ptr[rdx + 128])), Avx2(c => c.mov(__word_ptr[rdx + 130], ax)), Avx2(c => c.lea(rax, __[rax + (rcx * 8) - 77])),
        Avx2(c => c.mov(eax, __dword_ptr[rdx + 132])), Avx2(Compared(static c => c.cmp(rax, rcx))), Avx2(Compared(static c => c.cmp(eax, ecx))),
        Avx2(Compared(static c => c.add(eax, ecx))), Avx2(Compared(static c => c.sub(rax, rcx))), Avx2(Compared(static c => c.test(eax, ecx))),
        Avx2(Compared(static c => c.dec(eax))),
    ];

    private static IEnumerable<InstructionCase> Vnni() =>
    [
        Case(c => { c.PreferVex = true; c.vpdpbusd(ymm0, ymm1, ymm2); }, static cpu => cpu.AvxVnni),
        Case(c => { c.PreferVex = false; c.vpdpbusd(ymm0, ymm1, __dword_bcst[rdx + 128]); }, static cpu => cpu is { Avx512Vnni: true, Avx512VL: true }),
        Case(c => { c.PreferVex = false; c.vpdpbusds(ymm0, ymm1, ymm2); }, static cpu => cpu is { Avx512Vnni: true, Avx512VL: true }),
        Case(c => { c.PreferVex = false; c.vpdpwssd(ymm0, ymm1, ymm2); }, static cpu => cpu is { Avx512Vnni: true, Avx512VL: true }),
        Case(c => c.vpternlogd(ymm0, ymm1, ymm2, 0xE2), static cpu => cpu is { Avx512F: true, Avx512VL: true }),
        Case(c => c.vdpbf16ps(ymm0, ymm1, ymm2), static cpu => cpu is { Avx512BF16: true, Avx512VL: true }),
        Case(c => c.vcvtneps2bf16(xmm0, ymm1), static cpu => cpu is { Avx512BF16: true, Avx512VL: true }),
        Case(c => c.vfmadd231ps(ymm0, ymm1, __dword_bcst[rdx + 128]), static cpu => cpu is { Avx512F: true, Avx512VL: true }),
    ];

    /// <summary>All conditions after an instruction, a bit each in rax.</summary>
    private static Action<Assembler> Compared(Action<Assembler> instruction) => c =>
    {
        Action<Label>[] jumps = [c.jb, c.je, c.js, c.jl, c.jle, c.jbe, c.jo, c.ja, c.jg, c.jge, c.jae, c.jne, c.jns, c.jno];
        for (int i = 0; i < jumps.Length; i++)
        {
            Label taken = c.CreateLabel();
            c.mov(rax, __qword_ptr[rdx]);
            instruction(c);
            jumps[i](taken);
            c.or(__dword_ptr[rdx + 128], 1 << i);
            c.Label(ref taken);
            c.nop();
        }
    };

    private static InstructionCase Avx2(Action<Assembler> emit, [CallerArgumentExpression(nameof(emit))] string text = "") =>
        Case(emit, static cpu => cpu.Avx2, text);

    private static InstructionCase Fma(Action<Assembler> emit, [CallerArgumentExpression(nameof(emit))] string text = "") =>
        Case(emit, static cpu => cpu.Fma, text);

    private static InstructionCase Case(
        Action<Assembler> emit, Func<CpuFeatures, bool> runsOn, [CallerArgumentExpression(nameof(emit))] string text = "") =>
        new(text.Replace("c => c.", "", StringComparison.Ordinal).ReplaceLineEndings(" "), emit, runsOn);
}
