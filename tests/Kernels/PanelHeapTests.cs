using Xinference.Kernels.Jit.Panels;

namespace Xinference.Kernels.Tests;

public sealed unsafe class PanelHeapTests
{
    [Fact]
    public void Parts_keep_their_bytes_whoever_comes_and_goes()
    {
        var heap = new PanelHeap();
        var random = new Random(5);
        List<(PanelMemory Memory, byte Mark)> live = [];
        for (int round = 0; round < 400; round++)
        {
            if (live.Count > 0 && random.Next(3) == 0)
            {
                int gone = random.Next(live.Count);
                Require(live[gone]);
                live[gone].Memory.Dispose();
                live.RemoveAt(gone);
                continue;
            }

            PanelMemory memory = heap.Take(random.Next(8) == 0 ? random.Next(70 << 20) + 1 : random.Next(1 << 20) + 1);
            Assert.Equal(0, (nint)memory.Data % PanelHeap.Alignment);
            Assert.Equal(0, memory.Data[0] | memory.Data[memory.ByteLength - 1]);
            (PanelMemory Memory, byte Mark) part = (memory, (byte)(1 + (round % 255)));
            memory.Data[0] = memory.Data[memory.ByteLength / 2] = memory.Data[memory.ByteLength - 1] = part.Mark;
            live.Add(part);
        }

        live.ForEach(Require);
        live.ForEach(part => part.Memory.Dispose());
        using PanelMemory again = heap.Take(1);
        Assert.Equal(0, again.Data[0]);
    }

    [Fact]
    public void Freed_parts_say_so()
    {
        PanelMemory memory = new PanelHeap().Take(100);
        memory.Dispose();
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => (nint)memory.Data);
    }

    private static void Require((PanelMemory Memory, byte Mark) part)
    {
        Assert.Equal(part.Mark, part.Memory.Data[0]);
        Assert.Equal(part.Mark, part.Memory.Data[part.Memory.ByteLength / 2]);
        Assert.Equal(part.Mark, part.Memory.Data[part.Memory.ByteLength - 1]);
    }
}
