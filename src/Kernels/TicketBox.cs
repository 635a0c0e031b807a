using System.Runtime.InteropServices;

namespace Xinference.Kernels;

/// <summary>
/// Tickets of one round, drawn without a lock. The round's number sits above the count in one word, so that a thread that slept through
/// the end of a round cannot draw from the next by an old count.
/// </summary>
internal sealed class TicketBox
{
    private const int CountBits = 32;
    private PaddedLong _state;

    /// <summary>Whether tickets are left.</summary>
    public bool Any => (uint)Volatile.Read(ref _state.Value) != 0;

    /// <summary>Begins a round; the box must be empty.</summary>
    public void Fill(int tickets)
    {
        long round = (_state.Value >> CountBits) + 1;
        Interlocked.Exchange(ref _state.Value, (round << CountBits) | (uint)tickets);
    }

    /// <summary>Draws one ticket.</summary>
    /// <param name="left">Tickets that were left, this one included.</param>
    public bool TryDraw(out int left)
    {
        long seen = Volatile.Read(ref _state.Value);
        while (true)
        {
            left = (int)(uint)seen;
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
