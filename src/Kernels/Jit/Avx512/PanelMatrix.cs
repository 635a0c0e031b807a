using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Avx512;

/// <summary>Weights in panels of sixteen rows, multiplied with quantised activations by emitted code.</summary>
internal sealed unsafe class PanelMatrix : PackedMatrix
{
    // tokens of a tile when there are many: as many as leave registers for one pass over a group
    private const int TileTokens = 10;

    // panels that stay in the second-level cache while all tokens pass over them
    private const long BlockBytes = 384 << 10;

    private readonly PanelFormat _format;
    private readonly PanelKernels _kernels;
    private readonly PanelMemory _memory;
    private readonly long _panelBytes;

    public PanelMatrix(TensorView matrix, PanelFormat format, PanelKernels kernels)
        : base(matrix.Type, checked((int)matrix.Rows), checked((int)matrix.Columns))
    {
        _format = format;
        _kernels = kernels;
        _panelBytes = format.PanelBytes(Columns / PanelFormat.GroupColumns);
        int panels = (Rows + PanelFormat.Rows - 1) / PanelFormat.Rows;
        _memory = new PanelMemory(panels * _panelBytes);
        byte* data = _memory.Data;
        Parallel.For(0, panels, panel => PanelPacker.Pack(matrix, format, panel * PanelFormat.Rows, data + (panel * _panelBytes)));
    }

    public override ActivationFormat Activations => ActivationFormat.Int8;

    public override long ByteLength => _memory.ByteLength;

    public override int RowTile => PanelFormat.Rows;

    public override void Multiply(void* x, int tokens, float* y, int yStride, int firstRow, int rowCount)
    {
        int panels = (rowCount + PanelFormat.Rows - 1) / PanelFormat.Rows;
        int panelsOfBlock = tokens <= PanelEmitter.MaxTokens ? panels : (int)Math.Max(1, BlockBytes / _panelBytes);
        int groups = Columns / PanelFormat.GroupColumns;
        var call = new PanelCall
        {
            XStride = QuantizedGroup.RowBytes(Columns),
            YStride = (long)yStride * sizeof(float),
            Blocks = _format.IsSuper ? groups / PanelFormat.SuperGroups : groups,
        };
        for (int panel = 0; panel < panels; panel += panelsOfBlock)
        {
            call.Panels = Math.Min(panelsOfBlock, panels - panel);
            int rows = Math.Min(rowCount - (panel * PanelFormat.Rows), (int)call.Panels * PanelFormat.Rows);
            call.LastRows = 0xFFFF >> ((PanelFormat.Rows - (rows % PanelFormat.Rows)) % PanelFormat.Rows);
            call.Weights = _memory.Data + (((firstRow / PanelFormat.Rows) + panel) * _panelBytes);
            MultiplyBlock(call, (byte*)x, tokens, y + firstRow + (panel * PanelFormat.Rows));
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
            count = left <= PanelEmitter.MaxTokens ? left : TileTokens;
            call.X = x + (token * call.XStride);
            call.Y = (float*)((byte*)y + (token * call.YStride));
            _kernels.Get(Type, count)(&call);
        }
    }
}
