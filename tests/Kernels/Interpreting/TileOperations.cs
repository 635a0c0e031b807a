using Iced.Intel;

namespace Xinference.Kernels.Tests.Interpreting;

/// <summary>Eight tiles of at most 16 rows of 64 bytes (AMX, SDM volume 1 chapter 18).</summary>
internal sealed class Tiles
{
    public const int MaxRows = 16;
    public const int MaxRowBytes = 64;

    private readonly byte[] _data = new byte[8 * MaxRows * MaxRowBytes];

    /// <summary>Rows of each tile; 0 where it is not configured.</summary>
    public int[] Rows { get; } = new int[8];

    /// <summary>Bytes of a row of each tile.</summary>
    public int[] RowBytes { get; } = new int[8];

    public Span<byte> Row(int tile, int row) => _data.AsSpan(((tile * MaxRows) + row) * MaxRowBytes, MaxRowBytes);

    public void Clear(int tile) => _data.AsSpan(tile * MaxRows * MaxRowBytes, MaxRows * MaxRowBytes).Clear();

    public uint Get(int tile, int row, int column) => BitConverter.ToUInt32(Row(tile, row)[(4 * column)..]);

    public void Set(int tile, int row, int column, uint value) => BitConverter.TryWriteBytes(Row(tile, row)[(4 * column)..], value);
}

/// <summary>Tile configuration, loads, stores and products.</summary>
internal static unsafe class TileOperations
{
    public static Dictionary<Mnemonic, Operation> All { get; } = new()
    {
        [Mnemonic.Ldtilecfg] = Configure,
        [Mnemonic.Tilerelease] = static (Processor cpu, in Instruction _) => Release(cpu.Tiles),
        [Mnemonic.Tilezero] = static (Processor cpu, in Instruction i) => cpu.Tiles.Clear(Tile(cpu, i, 0)),
        [Mnemonic.Tileloadd] = Load,
        [Mnemonic.Tileloaddt1] = Load,
        [Mnemonic.Tilestored] = Store,
        [Mnemonic.Tdpbssd] = Product(static (a, b, k) => (sbyte)(a >> k) * (sbyte)(b >> k)),
        [Mnemonic.Tdpbsud] = Product(static (a, b, k) => (sbyte)(a >> k) * (byte)(b >> k)),
        [Mnemonic.Tdpbusd] = Product(static (a, b, k) => (byte)(a >> k) * (sbyte)(b >> k)),
        [Mnemonic.Tdpbuud] = Product(static (a, b, k) => (byte)(a >> k) * (byte)(b >> k)),
        [Mnemonic.Tdpbf16ps] = FloatProduct,
    };

    private static void Configure(Processor cpu, in Instruction i)
    {
        byte* data = cpu.Memory.At(cpu.Address(i), 64, write: false);
        Release(cpu.Tiles);
        for (int tile = 0; tile < 8 && data[0] == 1; tile++)
        {
            (cpu.Tiles.RowBytes[tile], cpu.Tiles.Rows[tile]) = (((ushort*)(data + 16))[tile], data[48 + tile]);
            if (cpu.Tiles.Rows[tile] > Tiles.MaxRows || cpu.Tiles.RowBytes[tile] > Tiles.MaxRowBytes)
            {
                throw new NotSupportedException($"tile {tile} is larger than a tile can be");
            }
        }
    }

    private static void Release(Tiles tiles)
    {
        for (int tile = 0; tile < 8; tile++)
        {
            (tiles.Rows[tile], tiles.RowBytes[tile]) = (0, 0);
            tiles.Clear(tile);
        }
    }

    private static void Load(Processor cpu, in Instruction i)
    {
        int tile = Tile(cpu, i, 0);
        cpu.Tiles.Clear(tile);
        for (int row = 0; row < cpu.Tiles.Rows[tile]; row++)
        {
            int bytes = cpu.Tiles.RowBytes[tile];
            new ReadOnlySpan<byte>(cpu.Memory.At(RowAddress(cpu, i, row), bytes, write: false), bytes).CopyTo(cpu.Tiles.Row(tile, row));
        }
    }

    private static void Store(Processor cpu, in Instruction i)
    {
        int tile = Tile(cpu, i, 1);
        for (int row = 0; row < cpu.Tiles.Rows[tile]; row++)
        {
            int bytes = cpu.Tiles.RowBytes[tile];
            cpu.Tiles.Row(tile, row)[..bytes].CopyTo(new(cpu.Memory.At(RowAddress(cpu, i, row), bytes, write: true), bytes));
        }
    }

    /// <summary>The index register is the stride from row to row.</summary>
    private static ulong RowAddress(Processor cpu, in Instruction i, int row)
    {
        ulong start = i.MemoryDisplacement64 + (i.MemoryBase == Register.None ? 0 : cpu.General[i.MemoryBase.GetNumber()]);
        ulong stride = i.MemoryIndex == Register.None ? 0 : cpu.General[i.MemoryIndex.GetNumber()] * (uint)i.MemoryIndexScale;
        return start + ((uint)row * stride);
    }

    private static Operation Product(Func<uint, uint, int, int> multiply) => (Processor cpu, in Instruction i) =>
        ForEachSum(cpu, i, (sum, a, b) => (uint)((int)sum + multiply(a, b, 0) + multiply(a, b, 8) + multiply(a, b, 16) + multiply(a, b, 24)));

    /// <summary>Even and odd columns have sums of their own, added at the end, all of them flushed.</summary>
    private static void FloatProduct(Processor cpu, in Instruction i)
    {
        (int sum, int a, int b) = (Tile(cpu, i, 0), Tile(cpu, i, 1), Tile(cpu, i, 2));
        for (int row = 0; row < cpu.Tiles.Rows[sum]; row++)
        {
            for (int column = 0; column < cpu.Tiles.RowBytes[sum] / 4; column++)
            {
                (uint even, uint odd) = (0, 0);
                for (int k = 0; k < cpu.Tiles.RowBytes[a] / 4; k++)
                {
                    (uint x, uint y) = (cpu.Tiles.Get(a, row, k), cpu.Tiles.Get(b, k, column));
                    even = DotOperations.Flushed(DotOperations.Lower(x), DotOperations.Lower(y), even);
                    odd = DotOperations.Flushed(DotOperations.Upper(x), DotOperations.Upper(y), odd);
                }

                uint both = Add(even, odd);
                cpu.Tiles.Set(sum, row, column, Add(cpu.Tiles.Get(sum, row, column), both));
            }
        }
    }

    private static uint Add(uint a, uint b) => DotOperations.Flush(BitConverter.SingleToUInt32Bits(
        BitConverter.UInt32BitsToSingle(DotOperations.Flush(a)) + BitConverter.UInt32BitsToSingle(DotOperations.Flush(b))));

    private static void ForEachSum(Processor cpu, in Instruction i, Func<uint, uint, uint, uint> add)
    {
        (int sum, int a, int b) = (Tile(cpu, i, 0), Tile(cpu, i, 1), Tile(cpu, i, 2));
        for (int row = 0; row < cpu.Tiles.Rows[sum]; row++)
        {
            for (int k = 0; k < cpu.Tiles.RowBytes[a] / 4; k++)
            {
                for (int column = 0; column < cpu.Tiles.RowBytes[sum] / 4; column++)
                {
                    cpu.Tiles.Set(sum, row, column, add(cpu.Tiles.Get(sum, row, column), cpu.Tiles.Get(a, row, k), cpu.Tiles.Get(b, k, column)));
                }
            }
        }
    }

    private static int Tile(Processor cpu, in Instruction i, int operand)
    {
        int tile = i.GetOpRegister(operand).GetNumber();
        return cpu.Tiles.Rows[tile] > 0 ? tile : throw new NotSupportedException($"tile {tile} is not configured");
    }
}
