using TorchSharp;
using Xinference.TrainTiny.Model;
using Xinference.TrainTiny.Publish;
using Xinference.TrainTiny.Talk;
using Xinference.TrainTiny.Text;

namespace Xinference.TrainTiny;

/// <summary>The whole way from the seed to the finished folder.</summary>
internal static class Pipeline
{
    private const int VocabularyCharacters = 4_000_000;

    public static void Print(int seed, int count)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            Console.WriteLine(Corpus.Draw(random).Text + ChatFormat.EndOfText);
        }
    }

    public static void Run(Options options)
    {
        Directory.CreateDirectory(options.Output);
        Shape shape = new();
        Tokenizer tokenizer = LearnVocabulary(options.Seed, shape.Vocabulary);
        Console.WriteLine($"vocabulary: {tokenizer.Tokens.Count} tokens, {tokenizer.Merges.Count} merges, {tokenizer.Reserved.Count} reserved");
        TorchNative.Ensure();
        torch.set_num_threads(options.Threads);
        torch.random.manual_seed(options.Seed);
        IReadOnlyList<Document> heldOut = HeldOut.Draw(options.Seed);
        using TinyLlama model = new(shape) { Bfloat16 = options.Bfloat16 };
        Console.WriteLine($"model: {model.Parameters} parameters");
        Batches batches = new(tokenizer, options.Seed, heldOut.Select(document => document.Text).ToHashSet());
        Trainer trainer = new(model, batches, Path.Combine(options.Output, "checkpoint.safetensors"), options.Steps);
        if (options.Resume)
        {
            trainer.Resume();
        }

        trainer.Run();
        Publisher.Write(options, shape, model, tokenizer, heldOut, trainer.Curve);
    }

    private static Tokenizer LearnVocabulary(int seed, int size)
    {
        int merges = size - ChatFormat.SpecialTokens.Length - 256;
        return new(BpeTrainer.Train(VocabularyText(seed), merges), size);
    }

    // Special tokens never reach the merges, so the text is cut at them first.
    private static IEnumerable<string> VocabularyText(int seed)
    {
        Random random = new(unchecked(seed * 17) ^ 0xB9E);
        for (int total = 0; total < VocabularyCharacters;)
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
