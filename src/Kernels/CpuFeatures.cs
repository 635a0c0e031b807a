using System.Runtime.Intrinsics.X86;

namespace Xinference.Kernels;

/// <summary>
/// What the processor offers and the operating system lets be used. Where the runtime knows a feature its word counts (it has checked
/// XCR0, and its switches such as <c>DOTNET_EnableAVX512=0</c> are honoured); the others come from CPUID (Intel SDM volume 2A) on top.
/// </summary>
public sealed record CpuFeatures
{
    private CpuFeatures()
    {
    }

    /// <summary>Looks at the processor this runs on.</summary>
    public static CpuFeatures Detect() => X86Base.IsSupported ? DetectX86() : DetectArm();

    /// <summary>The processor's name for people.</summary>
    public required string Name { get; init; }

    /// <summary>256-bit integer vectors.</summary>
    public bool Avx2 { get; private init; }

    /// <summary>Fused multiply-add.</summary>
    public bool Fma { get; private init; }

    /// <summary>Conversion of half-precision floats.</summary>
    public bool F16C { get; private init; }

    /// <summary>512-bit vectors.</summary>
    public bool Avx512F { get; private init; }

    /// <summary>512-bit vectors of bytes and words.</summary>
    public bool Avx512BW { get; private init; }

    /// <summary>AVX-512 at 128 and 256 bits.</summary>
    public bool Avx512VL { get; private init; }

    /// <summary>Byte permutations across 512 bits.</summary>
    public bool Avx512Vbmi { get; private init; }

    /// <summary>8-bit dot products (<c>vpdpbusd</c>) at 512 bits.</summary>
    public bool Avx512Vnni { get; private init; }

    /// <summary>bfloat16 dot products at 512 bits.</summary>
    public bool Avx512BF16 { get; private init; }

    /// <summary>8-bit dot products at 256 bits without AVX-512.</summary>
    public bool AvxVnni { get; private init; }

    /// <summary>Matrix tiles with 8-bit products; the operating system saves the tiles.</summary>
    public bool AmxInt8 { get; private init; }

    /// <summary>Matrix tiles with bfloat16 products; the operating system saves the tiles.</summary>
    public bool AmxBF16 { get; private init; }

    /// <summary>NEON.</summary>
    public bool AdvSimd { get; private init; }

    /// <summary>8-bit dot products of ARM (<c>sdot</c>, <c>udot</c>).</summary>
    public bool Dp { get; private init; }

    /// <summary>One line: the name and what is there.</summary>
    public override string ToString()
    {
        (bool Has, string Label)[] all =
        [
            (Avx2, "AVX2"), (Fma, "FMA"), (F16C, "F16C"), (Avx512F, "AVX-512F"), (Avx512BW, "AVX-512BW"), (Avx512VL, "AVX-512VL"), (Avx512Vbmi, "VBMI"),
            (Avx512Vnni, "VNNI"), (Avx512BF16, "BF16"), (AvxVnni, "AVX-VNNI"), (AmxInt8, "AMX-INT8"), (AmxBF16, "AMX-BF16"),
            (AdvSimd, "AdvSimd"), (Dp, "DotProd"),
        ];
        string found = string.Join(' ', all.Where(feature => feature.Has).Select(feature => feature.Label));
        return $"{Name}: {(found.Length == 0 ? "no vector extensions beyond the baseline" : found)}";
    }

    private static CpuFeatures DetectX86()
    {
        bool structured = X86Base.CpuId(0, 0).Eax >= 7;
        (int leaf7Eax, int _, int leaf7Ecx, int leaf7Edx) = structured ? X86Base.CpuId(7, 0) : default;
        int subleafEax = structured && leaf7Eax >= 1 ? X86Base.CpuId(7, 1).Eax : 0;
        bool zmm = System.Runtime.Intrinsics.X86.Avx512F.IsSupported;
        bool tiles = TilesAreSaved();
        return new CpuFeatures
        {
            Name = CpuName.Read(),
            Avx2 = System.Runtime.Intrinsics.X86.Avx2.IsSupported,
            Fma = System.Runtime.Intrinsics.X86.Fma.IsSupported,
            F16C = System.Runtime.Intrinsics.X86.Avx2.IsSupported && Bit(X86Base.CpuId(1, 0).Ecx, 29),
            Avx512F = zmm,
            Avx512BW = System.Runtime.Intrinsics.X86.Avx512BW.IsSupported,
            Avx512VL = System.Runtime.Intrinsics.X86.Avx512F.VL.IsSupported,
            Avx512Vbmi = System.Runtime.Intrinsics.X86.Avx512Vbmi.IsSupported,
            Avx512Vnni = zmm && Bit(leaf7Ecx, 11),
            Avx512BF16 = zmm && Bit(subleafEax, 5),
            AvxVnni = System.Runtime.Intrinsics.X86.Avx2.IsSupported && Bit(subleafEax, 4),
            AmxInt8 = tiles && Bit(leaf7Edx, 25),
            AmxBF16 = tiles && Bit(leaf7Edx, 22),
        };
    }

    private static CpuFeatures DetectArm() => new()
    {
        Name = CpuName.Read(),
        AdvSimd = System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported,
        Dp = System.Runtime.Intrinsics.Arm.Dp.IsSupported,
    };

    /// <summary>
    /// Whether XCR0 has the tile state: the area that XSAVE needs for what is enabled (leaf 13, EBX) then reaches past the tiles, which lie
    /// last (subleaf 18: EAX bytes at offset EBX).
    /// </summary>
    private static bool TilesAreSaved()
    {
        if (X86Base.CpuId(0, 0).Eax < 13)
        {
            return false;
        }

        (int bytes, int offset, int _, int _) = X86Base.CpuId(13, 18);
        return bytes > 0 && X86Base.CpuId(13, 0).Ebx >= offset + bytes;
    }

    private static bool Bit(int register, int index) => ((register >> index) & 1) != 0;
}
