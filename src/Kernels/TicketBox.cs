using System.Runtime.InteropServices;

namespace Xinference.Kernels;

/// <summary>
/// Tickets of one round, drawn without a lock. The round's number sits above the count in one word, so that a thread that slept through
/// the end of a round cannot draw from the next by an old count. Between two rounds the box is closed, and has a number of its own.
/// </summary>
internal sealed class TicketBox
{
    /// <summary>Most tickets of a round; the 42 bits above last for a decade of hundred thousand rounds a second.</summary>
    public const int MostTickets = (1 << CountBits) - 1;

    private const int CountBits = 22;
    private PaddedLong _state = new() { Value = 1L << CountBits };

    /// <summary>Whether tickets are left.</summary>
    public bool Any => (Volatile.Read(ref _state.Value) & MostTickets) != 0;

    /// <summary>Number of the round; odd while the box is closed.</summary>
    public long Round => Volatile.Read(ref _state.Value) >> CountBits;

    /// <summary>Whether a round is on.</summary>
    public static bool IsOpen(long round) => (round & 1) == 0;

    /// <summary>Ends the round, whose tickets are all drawn.</summary>
    public void Close() => Interlocked.Exchange(ref _state.Value, (Round + 1) << CountBits);

    /// <summary>Begins a round in the closed box.</summary>
    public void Fill(int tickets) => Interlocked.Exchange(ref _state.Value, ((Round + 1) << CountBits) | (uint)tickets);

    /// <summary>Draws one ticket.</summary>
    /// <param name="round">The round it belongs to.</param>
    /// <param name="left">Tickets that were left, this one included.</param>
    public bool TryDraw(out long round, out int left)
    {
        long seen = Volatile.Read(ref _state.Value);
        while (true)
        {
            (round, left) = (seen >> CountBits, (int)(seen & MostTickets));
            if (left == 0)
            {
                return false;
            }

            long before = Interlocked.CompareExchange(ref _state.Value, seen - 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }
    }

    /// <summary>Alone on its cache lines: every member writes it.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct PaddedLong
    {
        [FieldOffset(128)]
        public long Value;
    }
}
