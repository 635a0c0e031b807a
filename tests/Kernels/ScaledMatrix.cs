using Xinference.Kernels.Reference;
using Xinference.Tensors;

namespace Xinference.Kernels.Tests;

/// <summary>How a checkpoint stores codes and scales.</summary>
public enum Storage
{
    /// <summary>Signed bytes, a BF16 scale for each row.</summary>
    Int8Rows,

    /// <summary>Signed bytes, an F32 scale for 32 columns.</summary>
    Int8Groups,

    /// <summary>GPTQ, groups of 64, zero points as stored and one more.</summary>
    Gptq,

    /// <summary>GPTQ without zero points, groups of 128.</summary>
    GptqSymmetric,

    /// <summary>AWQ, groups of 32.</summary>
    Awq,

    /// <summary>E4M3 with an F32 scale for a block of 128 by 128.</summary>
    E4M3Blocks,

    /// <summary>E5M2 with one F32 scale.</summary>
    E5M2Tensor,
}

/// <summary>A random matrix as a checkpoint stores it, and what its weights are.</summary>
internal sealed unsafe class ScaledMatrix : IDisposable
{
    private readonly NativeBuffer _codes;
    private readonly NativeBuffer _scales;
    private readonly NativeBuffer _zeros;
    private readonly float[,] _weights;

    public ScaledMatrix(Storage storage, int rows, int columns, Random random)
    {
        (int groupRows, int groupColumns) = Group(storage, rows, columns);
        (int rowGroups, int columnGroups) = ((rows + groupRows - 1) / groupRows, (columns + groupColumns - 1) / groupColumns);
        DType scaleType = ScaleType(storage);
        _codes = new(rows * columns);
        _scales = new(rowGroups * columnGroups * 4);
        _zeros = new(rows * columnGroups);
        _weights = new float[rows, columns];
        bool transposed = storage is Storage.Gptq or Storage.GptqSymmetric or Storage.Awq;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                (int r, int c) = (row / groupRows, column / groupColumns);
                int at = transposed ? (c * rowGroups) + r : (r * columnGroups) + c;
                if (row % groupRows == 0 && column % groupColumns == 0)
                {
                    PutScale(scaleType, at, random);
                    PutNibble(_zeros, (c * rows) + row, storage, random.Next(16));
                }

                float scale = ReadScale(scaleType, at);
                _weights[row, column] = scale * Put(storage, row, column, random);
            }
        }

        View = new TensorView(_codes.Data, Type(storage), new Shape(rows, columns), new TensorScales
        {
            Order = Order(storage),
            Values = new TensorView(_scales.Data, scaleType, transposed ? new Shape(columnGroups, rowGroups) : new Shape(rowGroups, columnGroups)),
            Transposed = transposed,
            GroupRows = groupRows,
            GroupColumns = groupColumns,
            Zeros = storage is Storage.Gptq or Storage.Awq ? new TensorView(_zeros.Data, DType.I32, new Shape(columnGroups, rows / 8)) : null,
            Zero = storage switch { Storage.Gptq => 1, Storage.GptqSymmetric => 8, _ => 0 },
        });

        float Put(Storage how, int row, int column, Random from)
        {
            switch (how)
            {
                case Storage.Gptq or Storage.GptqSymmetric:
                    int code = from.Next(16);
                    PutNibble(_codes, (((column / 8 * rows) + row) * 8) + (column % 8), Storage.Gptq, code);
                    return code - (how == Storage.Gptq ? Zero(how, row, column / groupColumns) + 1 : 8);
                case Storage.Awq:
                    code = from.Next(16);
                    PutNibble(_codes, (column * rows) + row, how, code);
                    return code - Zero(how, row, column / groupColumns);
                case Storage.Int8Rows or Storage.Int8Groups:
                    return (sbyte)(_codes.Data[(row * columns) + column] = (byte)from.Next(256));
                default:
                    _codes.Data[(row * columns) + column] = (byte)(from.Next(256) & 0xBF);
                    float value;
                    Dequantizer.Read(Type(how), _codes.Data + (row * columns) + column, &value, 1);
                    return value;
            }
        }

        int Zero(Storage how, int row, int group) => GetNibble(_zeros, (group * rows) + row, how);
    }

    public TensorView View { get; }

    private static (int Rows, int Columns) Group(Storage storage, int rows, int columns) => storage switch
    {
        Storage.Int8Rows => (1, columns),
        Storage.Gptq => (1, 64),
        Storage.GptqSymmetric => (1, 128),
        Storage.E4M3Blocks => (128, 128),
        Storage.E5M2Tensor => (rows, columns),
        _ => (1, 32),
    };

    private static DType ScaleType(Storage storage) => storage switch
    {
        Storage.Int8Rows => DType.BF16,
        Storage.Gptq or Storage.GptqSymmetric or Storage.Awq => DType.F16,
        _ => DType.F32,
    };

    public float this[int row, int column] => _weights[row, column];

    public void Dispose()
    {
        _codes.Dispose();
        _scales.Dispose();
        _zeros.Dispose();
    }

    private static DType Type(Storage storage) => storage switch
    {
        Storage.Int8Rows or Storage.Int8Groups => DType.I8,
        Storage.E4M3Blocks => DType.F8E4M3,
        Storage.E5M2Tensor => DType.F8E5M2,
        _ => DType.I4,
    };

    private static CodeOrder Order(Storage storage) => storage switch
    {
        Storage.Gptq or Storage.GptqSymmetric => CodeOrder.WordsOfColumns,
        Storage.Awq => CodeOrder.WordsOfRows,
        _ => CodeOrder.Bytes,
    };

    /// <summary>Nibbles one after the other; AWQ takes each eight in another order.</summary>
    private static int Place(int nibble, Storage storage) =>
        storage == Storage.Awq ? (nibble / 8 * 8) + Array.IndexOf([0, 2, 4, 6, 1, 3, 5, 7], nibble % 8) : nibble;

    private static void PutNibble(NativeBuffer buffer, int nibble, Storage storage, int value)
    {
        int place = Place(nibble, storage);
        buffer.Data[place / 2] |= (byte)(value << (4 * (place % 2)));
    }

    private static int GetNibble(NativeBuffer buffer, int nibble, Storage storage)
    {
        int place = Place(nibble, storage);
        return (buffer.Data[place / 2] >> (4 * (place % 2))) & 15;
    }

    private void PutScale(DType type, int at, Random random)
    {
        float scale = (float)(random.NextDouble() - 0.1);
        switch (type)
        {
            case DType.F32:
                ((float*)_scales.Data)[at] = scale;
                break;
            case DType.F16:
                ((Half*)_scales.Data)[at] = (Half)scale;
                break;
            default:
                ((ushort*)_scales.Data)[at] = BFloat16.FromSingle(scale);
                break;
        }
    }

    private float ReadScale(DType type, int at) => type switch
    {
        DType.F32 => ((float*)_scales.Data)[at],
        DType.F16 => (float)((Half*)_scales.Data)[at],
        _ => BFloat16.ToSingle(((ushort*)_scales.Data)[at]),
    };
}
