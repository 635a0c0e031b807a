namespace Xinference.Kernels;

/// <summary>
/// Who may commit a chunk that several members have computed: the first to claim it. Claims are the numbers of rounds, which only grow, so
/// that nothing is wiped between rounds and a member out of an old round finds its claim refused.
/// </summary>
internal sealed class ChunkLedger(int chunks)
{
    private readonly long[] _claimed = new long[chunks];

    /// <summary>Chunks it has room for.</summary>
    public int Chunks => _claimed.Length;

    /// <summary>Whether nobody has claimed the chunk in this round.</summary>
    public bool IsOpen(int chunk, long round) => Volatile.Read(ref _claimed[chunk]) < round;

    /// <summary>Claims the chunk; true for one caller in each round.</summary>
    public bool TryClaim(int chunk, long round)
    {
        long before = Volatile.Read(ref _claimed[chunk]);
        return before < round && Interlocked.CompareExchange(ref _claimed[chunk], round, before) == before;
    }
}
