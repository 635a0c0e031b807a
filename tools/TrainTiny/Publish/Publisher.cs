using System.Text.Json.Nodes;
using Xinference.TrainTiny.Model;
using Xinference.TrainTiny.Talk;
using Xinference.TrainTiny.Text;
using static TorchSharp.torch;

namespace Xinference.TrainTiny.Publish;

/// <summary>Writes the finished model with its tokenizer, its card, the held-out text and the goldens.</summary>
internal static class Publisher
{
    public static void Write(Options options, Shape shape, TinyLlama model, Tokenizer tokenizer, IReadOnlyList<Document> heldOut, IReadOnlyList<LossPoint> curve)
    {
        string folder = options.Output;
        RoundToHalf(model);
        ModelFiles.Write(folder, model, shape);
        TokenizerFiles.Write(folder, tokenizer, shape);
        File.WriteAllText(Path.Combine(folder, "heldout.txt"), HeldOut.File(heldOut));
        Json.Write(Path.Combine(folder, "training-log.json"), Log(options, curve));
        Reader reader = new(model, tokenizer, shape);
        TextCost cost = reader.Cost(heldOut);
        Console.WriteLine($"held out: {cost.Documents} documents, {cost.Tokens} tokens, perplexity {cost.Perplexity:F4}");
        Golden.Write(Path.Combine(folder, "golden.json"), reader, tokenizer, cost);
        IReadOnlyList<IReadOnlyList<Message>> conversations = Samples.Run(reader);
        IReadOnlyList<Mark> marks = new Exam(reader, options.Seed).Run();
        CardData card = new(options, shape, model.Parameters, curve, cost, marks, conversations);
        File.WriteAllText(Path.Combine(folder, "README.md"), Card.Write(card));
    }

    // From here on everything is measured on the very numbers that the file holds.
    private static void RoundToHalf(TinyLlama model)
    {
        using IDisposable frozen = no_grad();
        foreach (Tensor weight in model.Weights.Values)
        {
            using Tensor half = weight.to(ScalarType.Float16);
            weight.copy_(half);
        }

        model.Bfloat16 = false;
    }

    private static JsonObject Log(Options options, IReadOnlyList<LossPoint> curve) => new()
    {
        ["seed"] = options.Seed,
        ["steps"] = options.Steps,
        ["threads"] = options.Threads,
        ["bfloat16"] = options.Bfloat16,
        ["columns"] = Json.Array(["step", "tokens", "loss", "learning rate"]),
        ["curve"] = new JsonArray([.. curve.Select(point => new JsonArray(point.Step, point.Tokens, point.Loss, point.Rate))]),
    };
}
