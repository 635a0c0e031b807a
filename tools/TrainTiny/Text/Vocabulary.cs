using Xinference.TrainTiny.Talk;

namespace Xinference.TrainTiny.Text;

/// <summary>Learns the vocabulary from its own stream of documents.</summary>
internal static class Vocabulary
{
    private const int Characters = 4_000_000;

    public static Tokenizer Learn(int seed, int size) =>
        new(BpeTrainer.Train(Source(seed), size - ChatFormat.SpecialTokens.Length - 256), size);

    // Special tokens never reach the merges, so the text is cut at them first.
    private static IEnumerable<string> Source(int seed)
    {
        Random random = new(unchecked(seed * 17) ^ 0xB9E);
        for (int total = 0; total < Characters;)
        {
            string text = Corpus.Draw(random).Text;
            total += text.Length;
            foreach (string part in text.Split(ChatFormat.SpecialTokens, StringSplitOptions.None))
            {
                yield return part;
            }
        }
    }
}
