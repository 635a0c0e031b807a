using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Xinference.Kernels;

/// <summary>The processor's name: the brand string of CPUID leaves 0x80000002…4 where there is one.</summary>
internal static class CpuName
{
    private const int HighestExtended = unchecked((int)0x80000000);
    private const int LastOfBrand = unchecked((int)0x80000004);

    public static string Read()
    {
        string brand = X86Base.IsSupported ? Brand() : "";
        return brand.Length > 0 ? brand : $"{RuntimeInformation.ProcessArchitecture} processor";
    }

    private static string Brand()
    {
        if ((uint)X86Base.CpuId(HighestExtended, 0).Eax < unchecked((uint)LastOfBrand))
        {
            return "";
        }

        Span<int> registers = stackalloc int[12];
        for (int i = 0; i < 3; i++)
        {
            Span<int> leaf = registers.Slice(4 * i, 4);
            (leaf[0], leaf[1], leaf[2], leaf[3]) = X86Base.CpuId(HighestExtended + 2 + i, 0);
        }

        return System.Text.Encoding.ASCII.GetString(MemoryMarshal.AsBytes(registers)).TrimEnd('\0').Trim();
    }
}
