namespace Xinference.Kernels;
/// <summary>x</summary>
public sealed record RungChoice(IKernels Kernels, string Reason);
/// <summary>x</summary>
public static class KernelRungs {
/// <summary>x</summary>
 public static IReadOnlyList<string> Names => ["reference","simd"];
/// <summary>x</summary>
 public static RungChoice Select(string? forced) => forced == "reference" ? new(new Reference.ReferenceKernels(),"") : new(new Simd.SimdKernels(),"");
}
/// <summary>x</summary>
public sealed class CpuFeatures { 
/// <summary>x</summary>
public string Summary { get; } = "cpu";
/// <summary>x</summary>
public static CpuFeatures Detect() => new(); }
