using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>Weights in panels of sixteen rows, multiplied by emitted code.</summary>
internal sealed unsafe class PanelMatrix : PackedMatrix
{
    // panels that stay in the second-level cache while all tokens pass over them
    private const long BlockBytes = 384 << 10;

    private readonly PanelLayout _layout;
    private readonly PanelKernels _kernels;
    private readonly PanelMemory _memory;
    private readonly long _panelBytes;

    public PanelMatrix(TensorView matrix, PanelLayout layout, PanelKernels kernels)
        : base(matrix.Type, checked((int)matrix.Rows), checked((int)matrix.Columns))
    {
        _layout = layout;
        _kernels = kernels;
        _panelBytes = layout.PanelBytes(Columns);
        int panels = (Rows + PanelLayout.Rows - 1) / PanelLayout.Rows;
        _memory = new PanelMemory(panels * _panelBytes);
        byte* data = _memory.Data;
        Parallel.For(0, panels, panel => layout.Pack(matrix, panel * PanelLayout.Rows, data + (panel * _panelBytes)));
    }

    public override ActivationFormat Activations => _layout.Activations;

    public override bool ReadsSource => false;

    public override long ByteLength => _memory.ByteLength;

    public override int RowTile => PanelLayout.Rows;

    public override void Multiply(void* x, int tokens, float* y, int yStride, int firstRow, int rowCount)
    {
        int panels = (rowCount + PanelLayout.Rows - 1) / PanelLayout.Rows;
        int panelsOfBlock = tokens <= PanelLayout.MaxTokens ? panels : (int)Math.Max(1, BlockBytes / _panelBytes);
        var call = new PanelCall
        {
            XStride = (long)Activations.RowFloats(Columns) * sizeof(float),
            YStride = (long)yStride * sizeof(float),
            Blocks = _layout.Blocks(Columns),
        };
        for (int panel = 0; panel < panels; panel += panelsOfBlock)
        {
            call.Panels = Math.Min(panelsOfBlock, panels - panel);
            int rows = Math.Min(rowCount - (panel * PanelLayout.Rows), (int)call.Panels * PanelLayout.Rows);
            call.LastRows = 0xFFFF >> ((PanelLayout.Rows - (rows % PanelLayout.Rows)) % PanelLayout.Rows);
            call.Weights = _memory.Data + (((firstRow / PanelLayout.Rows) + panel) * _panelBytes);
            MultiplyBlock(call, (byte*)x, tokens, y + firstRow + (panel * PanelLayout.Rows));
        }
    }

    public override void Dispose()
    {
        _memory.Dispose();
        base.Dispose();
    }

    private void MultiplyBlock(PanelCall call, byte* x, int tokens, float* y)
    {
        for (int token = 0, count; token < tokens; token += count)
        {
            int left = tokens - token;
            count = left <= PanelLayout.MaxTokens ? left : _layout.TileTokens;
            call.X = x + (token * call.XStride);
            call.Y = (float*)((byte*)y + (token * call.YStride));
            _kernels.Get(_layout, count)(&call);
        }
    }
}
