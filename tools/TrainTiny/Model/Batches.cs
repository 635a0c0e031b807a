using Xinference.TrainTiny.Talk;
using Xinference.TrainTiny.Text;
using static TorchSharp.torch;

namespace Xinference.TrainTiny.Model;

/// <summary>Inputs and targets [rows, length], and the weight of each target in the loss.</summary>
internal sealed record Batch(Tensor Inputs, Tensor Targets, Tensor Weights);

/// <summary>
/// Packs documents into rows. Batch number n depends on the seed and n only, so a resumed run sees the same data;
/// documents of the held-out text are left out.
/// </summary>
internal sealed class Batches(Tokenizer tokenizer, int seed, IReadOnlySet<string> heldOut)
{
    private const int TokensInBatch = 1024;
    private const int ShortRow = 256;
    private const int LongRow = 512;

    /// <summary>Every fourth batch has long rows.</summary>
    public Batch Draw(int step)
    {
        int length = step % 4 == 3 ? LongRow : ShortRow;
        int rows = TokensInBatch / length;
        Random random = new(unchecked((seed * 1_000_003) + step));
        long[] inputs = new long[rows * length];
        long[] targets = new long[rows * length];
        float[] weights = new float[rows * length];
        for (int row = 0; row < rows; row++)
        {
            (List<int> ids, List<float> each) = Row(random, length + 1);
            for (int i = 0; i < length; i++)
            {
                inputs[(row * length) + i] = ids[i];
                targets[(row * length) + i] = ids[i + 1];
                weights[(row * length) + i] = each[i + 1];
            }
        }

        return new(tensor(inputs).reshape(rows, length), tensor(targets).reshape(rows, length), tensor(weights).reshape(rows, length));
    }

    // A row begins with the begin of a document, as a conversation does in use; the last document may be cut.
    private (List<int> Ids, List<float> Weights) Row(Random random, int length)
    {
        List<int> ids = [];
        List<float> weights = [];
        while (ids.Count < length)
        {
            Document document = Corpus.Draw(random);
            if (heldOut.Contains(document.Text))
            {
                continue;
            }

            foreach (Piece piece in document.Pieces)
            {
                List<int> part = tokenizer.Encode(piece.Text);
                ids.AddRange(part);
                weights.AddRange(Enumerable.Repeat(piece.Weight, part.Count));
            }

            ids.Add(Tokenizer.EndOfText);
            weights.Add(1);
        }

        return (ids, weights);
    }
}
