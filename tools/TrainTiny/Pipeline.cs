using TorchSharp;
using Xinference.TrainTiny.Model;
using Xinference.TrainTiny.Publish;
using Xinference.TrainTiny.Talk;
using Xinference.TrainTiny.Text;

namespace Xinference.TrainTiny;

/// <summary>The whole way from the seed to the finished folder.</summary>
internal static class Pipeline
{
    public static void Run(Options options)
    {
        Directory.CreateDirectory(options.Output);
        Shape shape = new();
        Tokenizer tokenizer = Vocabulary.Learn(options.Seed, shape.Vocabulary);
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
}
