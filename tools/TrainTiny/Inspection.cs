using System.Text.Encodings.Web;
using System.Text.Json;
using Xinference.TrainTiny.Model;
using Xinference.TrainTiny.Talk;
using Xinference.TrainTiny.Text;

namespace Xinference.TrainTiny;

/// <summary>Looks at the corpus and the vocabulary without training.</summary>
internal static class Inspection
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Documents(int seed, int count)
    {
        foreach (string text in Draw(seed, count))
        {
            Console.WriteLine(text + ChatFormat.EndOfText);
        }
    }

    public static void Tokens(int seed, int count)
    {
        Tokenizer tokenizer = Vocabulary.Learn(seed, new Shape().Vocabulary);
        foreach (string text in Draw(seed, count))
        {
            Console.WriteLine(JsonSerializer.Serialize<object[]>([text, tokenizer.Encode(text)], Readable));
        }
    }

    private static IEnumerable<string> Draw(int seed, int count)
    {
        Random random = new(seed);
        return Enumerable.Range(0, count).Select(_ => Corpus.Draw(random).Text);
    }
}
