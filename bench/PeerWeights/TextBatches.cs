namespace Xinference.PeerWeights;

/// <summary>Texts of mixed lengths in padded batches, longest first: as sentence encoders are run, and kinder to padding than the order they come in.</summary>
internal static class TextBatches
{
    private const long Padding = 0;
    private const int FirstWord = 104;

    /// <summary>Batches of ids and of a mask, 1 where there is text, both row by row.</summary>
    public static IEnumerable<(int Rows, int Columns, long[] Ids, long[] Mask)> Make(IEnumerable<int> lengths, int size, int vocabulary)
    {
        foreach (int[] batch in lengths.OrderDescending().Chunk(size))
        {
            int columns = batch[0];
            long[] ids = new long[batch.Length * columns];
            long[] mask = new long[ids.Length];
            for (int at = 0; at < ids.Length; at++)
            {
                bool text = at % columns < batch[at / columns];
                ids[at] = text ? FirstWord + (at * 7919L % (vocabulary - FirstWord)) : Padding;
                mask[at] = text ? 1 : 0;
            }

            yield return (batch.Length, columns, ids, mask);
        }
    }
}
