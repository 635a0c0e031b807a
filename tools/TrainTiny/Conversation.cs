using Xinference.TrainTiny.Model;
using Xinference.TrainTiny.Talk;
using Xinference.TrainTiny.Text;

namespace Xinference.TrainTiny;

/// <summary>Asks a model, finished or still a checkpoint, the turns of one conversation.</summary>
internal static class Conversation
{
    public static void Hold(string weights, int seed, IEnumerable<string> turns)
    {
        Shape shape = new();
        Tokenizer tokenizer = Vocabulary.Learn(seed, shape.Vocabulary);
        TorchNative.Ensure();
        using TinyLlama model = new(shape);
        Safetensors.Load(weights, model.Weights);
        Reader reader = new(model, tokenizer, shape);
        List<Message> messages = [];
        foreach (string turn in turns)
        {
            messages.Add(new("user", turn));
            messages.Add(new("assistant", reader.Answer(messages)));
            Console.WriteLine($"> {turn}\n  {messages[^1].Content}");
        }
    }
}
