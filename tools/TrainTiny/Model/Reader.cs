using TorchSharp;
using Xinference.TrainTiny.Talk;
using Xinference.TrainTiny.Text;
using static TorchSharp.torch;

namespace Xinference.TrainTiny.Model;

/// <summary>What the model says after a prompt: the ids, and for each step the best candidates with their log-probabilities.</summary>
internal sealed record Reading(List<int> Ids, List<(int Id, float LogProbability)[]> Candidates);

/// <summary>The cost of a text: how many tokens were predicted and their summed negative log-likelihood.</summary>
internal sealed record TextCost(int Documents, int Tokens, double NegativeLogLikelihood)
{
    public double Perplexity => Math.Exp(NegativeLogLikelihood / Tokens);
}

/// <summary>Uses a finished model: greedy answers and perplexity, in float32 and without a cache.</summary>
internal sealed class Reader(TinyLlama model, Tokenizer tokenizer, Shape shape)
{
    private const int Best = 5;

    /// <summary>Takes the likeliest token <paramref name="count"/> times, or up to the first stop token if there are any.</summary>
    public Reading Greedy(IReadOnlyList<int> prompt, int count, params int[] stops)
    {
        using IDisposable frozen = no_grad();
        List<long> ids = [.. prompt.Select(id => (long)id)];
        Reading reading = new([], []);
        while (reading.Ids.Count < count && ids.Count < shape.Context)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor logits = model.Forward(tensor(ids.ToArray()).unsqueeze(0))[0, -1];
            (Tensor values, Tensor indexes) = nn.functional.log_softmax(logits, -1).topk(Best);
            int[] best = [.. indexes.data<long>().ToArray().Select(id => (int)id)];
            reading.Candidates.Add([.. best.Zip(values.data<float>().ToArray())]);
            reading.Ids.Add(best[0]);
            ids.Add(best[0]);
            if (stops.Contains(best[0]))
            {
                break;
            }
        }

        return reading;
    }

    public string Answer(IEnumerable<Message> messages) =>
        tokenizer.Decode(Greedy(tokenizer.Encode(ChatFormat.Prompt(messages)), 160, Tokenizer.EndOfMessage, Tokenizer.EndOfText).Ids);

    /// <summary>
    /// Each document with its end-of-text token is scored alone from position 0 and cut at the context length;
    /// its first token is given, all others are predicted.
    /// </summary>
    public TextCost Cost(IReadOnlyList<Document> documents)
    {
        using IDisposable frozen = no_grad();
        int tokens = 0;
        double sum = 0;
        foreach (Document document in documents)
        {
            using DisposeScope scope = NewDisposeScope();
            long[] ids = [.. tokenizer.Encode(document.Text + ChatFormat.EndOfText).Take(shape.Context).Select(id => (long)id)];
            Tensor logits = model.Forward(tensor(ids[..^1]).unsqueeze(0))[0];
            sum += nn.functional.cross_entropy(logits, tensor(ids[1..]), reduction: nn.Reduction.Sum).item<float>();
            tokens += ids.Length - 1;
        }

        return new(documents.Count, tokens, sum);
    }
}
