using Xinference.Tensors;

namespace Xinference.Kernels.Jit.Panels;

/// <summary>Weights in panels of sixteen rows, multiplied by emitted code.</summary>
internal sealed unsafe class PanelMatrix : PackedMatrix
{
    // packed at a time by one thread: the file's pages of this much are in memory beside the panels
    private const long PackBytes = 2 << 20;

    private readonly PanelLayout _layout;
    private readonly PanelKernels _kernels;
    private readonly PanelMemory _memory;
    private readonly long _panelBytes;
    private readonly int _maxTokens;
    private readonly int _tileTokens;

    public PanelMatrix(TensorView matrix, PanelLayout layout, PanelKernels kernels)
        : base(matrix.Type, checked((int)matrix.Rows), checked((int)matrix.Columns))
    {
        _layout = layout;
        _kernels = kernels;
        _panelBytes = layout.PanelBytes(Columns);
        _maxTokens = kernels.Rung.MaxTokens(layout);
        _tileTokens = kernels.Rung.TileTokens(layout);
        int panels = (Rows + PanelLayout.Rows - 1) / PanelLayout.Rows;
        _memory = kernels.Heap.Take(panels * _panelBytes);
        int panelsOfPart = (int)Math.Clamp(PackBytes / _panelBytes, 1, panels);
        Parallel.For(0, (panels + panelsOfPart - 1) / panelsOfPart, part => Pack(matrix, part * panelsOfPart, panelsOfPart));
        matrix.ReleaseRows(0, Rows);
    }

    public override ActivationFormat Activations => _layout.Activations;

    public override bool ReadsSource => false;

    public override long ByteLength => _memory.ByteLength;

    public override int RowTile => PanelLayout.Rows;

    public override void Multiply(void* x, int tokens, float* y, int yStride, int firstRow, int rowCount)
    {
        int panels = (rowCount + PanelLayout.Rows - 1) / PanelLayout.Rows;
        int panelsOfBlock = tokens <= _maxTokens ? panels : (int)Math.Max(1, _kernels.Rung.CacheBytes / _panelBytes);
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

    /// <summary>Packs some panels; the pages of the file that they come from are let go.</summary>
    private void Pack(TensorView matrix, int firstPanel, int count)
    {
        int firstRow = firstPanel * PanelLayout.Rows;
        int rows = Math.Min(count * PanelLayout.Rows, Rows - firstRow);
        matrix.PopulateRows(firstRow, rows);
        for (int row = firstRow; row < firstRow + rows; row += PanelLayout.Rows)
        {
            _layout.Pack(matrix, row, _memory.Data + (row / PanelLayout.Rows * _panelBytes));
        }

        matrix.ReleaseRows(firstRow, rows);
    }

    /// <summary>What is left goes at once, or in two equal parts, or a tile is taken off it.</summary>
    private int TokensOfTile(int left) => left <= _maxTokens ? left : left <= 2 * _maxTokens ? (left + 1) / 2 : _tileTokens;

    private void MultiplyBlock(PanelCall call, byte* x, int tokens, float* y)
    {
        for (int token = 0, count; token < tokens; token += count)
        {
            count = TokensOfTile(tokens - token);
            call.X = x + (token * call.XStride);
            call.Y = (float*)((byte*)y + (token * call.YStride));
            _kernels.Run(_layout, count, &call);
        }
    }
}
