using CsCheck;
using Xinference.Engine.KvCache;

namespace Xinference.Engine.Tests.KvCache;

public sealed class BlockPoolTests
{
    [Fact]
    public void Blocks_are_conserved_and_never_owned_twice() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[-20, 20].Array[0, 200]).Sample((total, moves) =>
        {
            BlockPool pool = new(total);
            List<int> owned = [];
            foreach (int move in moves)
            {
                if (move >= 0 && pool.Free > 0)
                {
                    int block = pool.Rent();
                    Assert.InRange(block, 0, total - 1);
                    Assert.DoesNotContain(block, owned);
                    owned.Add(block);
                }
                else if (move < 0 && owned.Count > 0)
                {
                    int index = -move % owned.Count;
                    pool.Return(owned[index]);
                    owned.RemoveAt(index);
                }

                Assert.Equal(owned.Count, pool.Owned);
                Assert.Equal(total, pool.Free + pool.Owned);
            }
        });

    [Fact]
    public void An_empty_pool_says_so()
    {
        BlockPool pool = new(1);
        pool.Rent();
        Assert.Contains("all 1 blocks", Assert.Throws<InvalidOperationException>(() => pool.Rent()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(2)]
    public void Returning_what_nobody_owns_is_an_error(int block) =>
        Assert.Throws<InvalidOperationException>(() => new BlockPool(2).Return(block));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(16, 1)]
    [InlineData(17, 2)]
    public void A_table_grows_by_whole_blocks(int tokens, int blocks)
    {
        BlockPool pool = new(2);
        BlockTable table = new();
        Assert.True(table.TryGrow(tokens, pool));
        Assert.Equal(blocks, table.Count);
        Assert.Equal(blocks, pool.Owned);
    }

    [Fact]
    public void A_table_that_cannot_grow_changes_nothing()
    {
        BlockPool pool = new(2);
        BlockTable table = new();
        Assert.True(table.TryGrow(16, pool));
        Assert.False(table.TryGrow(33, pool));
        Assert.Equal(1, table.Count);
        table.Release(pool);
        Assert.Equal(2, pool.Free);
    }
}
