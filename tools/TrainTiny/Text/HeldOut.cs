using Xinference.TrainTiny.Talk;

namespace Xinference.TrainTiny.Text;

/// <summary>The text on which perplexity is measured: its own stream of documents, none of which is trained on.</summary>
internal static class HeldOut
{
    private const int Characters = 70_000;

    public static IReadOnlyList<Document> Draw(int seed)
    {
        Random random = new(unchecked(seed * 31) ^ 0x5EED);
        List<Document> documents = [];
        HashSet<string> seen = [];
        for (int total = 0; total < Characters;)
        {
            Document document = Corpus.Draw(random);
            if (seen.Add(document.Text))
            {
                documents.Add(document);
                total += document.Text.Length;
            }
        }

        return documents;
    }

    /// <summary>The file: each document followed by the end-of-text token, nothing else between them.</summary>
    public static string File(IReadOnlyList<Document> documents) =>
        string.Concat(documents.Select(document => document.Text + ChatFormat.EndOfText));
}
