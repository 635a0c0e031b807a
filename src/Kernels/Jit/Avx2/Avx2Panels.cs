using Iced.Intel;
using Xinference.Kernels.Jit.Panels;

namespace Xinference.Kernels.Jit.Avx2;

/// <summary>Products in 256-bit registers: eight rows after the other.</summary>
/// <param name="vnni">Whether <c>vpdpbusd</c> may be used.</param>
internal sealed class Avx2Panels(bool vnni) : IPanelRung
{
    public string Name => vnni ? "avxvnni" : "avx2";

    public long CacheBytes => 256 << 10;

    public int MaxTokens(PanelLayout layout) =>
        layout is IntegerLayout integers ? Avx2IntegerEmitter.MaxTokens(integers.Format, vnni) : Avx2FloatEmitter.MaxTokens;

    public int TileTokens(PanelLayout layout) => MaxTokens(layout);

    public Assembler Emit(PanelLayout layout, int tokens) => layout switch
    {
        IntegerLayout integers => Avx2IntegerEmitter.Emit(integers.Format, tokens, vnni),
        FloatLayout floats => Avx2FloatEmitter.Emit(floats, tokens),
        _ => throw new ArgumentException($"no routine for {layout.GetType().Name}", nameof(layout)),
    };
}
