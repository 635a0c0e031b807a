using System.Globalization;
using System.Text;
using Xinference.TrainTiny.Model;
using Xinference.TrainTiny.Talk;

namespace Xinference.TrainTiny.Publish;

/// <summary>Everything the model card reports.</summary>
internal sealed record CardData(
    Options Options, Shape Shape, long Parameters, IReadOnlyList<LossPoint> Curve, TextCost HeldOut,
    IReadOnlyList<Mark> Marks, IReadOnlyList<IReadOnlyList<Message>> Conversations);

/// <summary>Writes the model card.</summary>
internal static class Card
{
    private const int ChartRows = 12;
    private const int ChartColumns = 60;

    public static string Write(CardData data)
    {
        StringBuilder text = new();
        text.Append(Introduction(data)).Append(Curve(data.Curve)).Append(Results(data));
        text.Append("\n## Conversations\n\nGreedy answers of this model, exactly as it gave them, mistakes included.\n");
        foreach (IReadOnlyList<Message> conversation in data.Conversations)
        {
            text.Append('\n');
            foreach (Message message in conversation)
            {
                text.Append(CultureInfo.InvariantCulture, $"> **{message.Role}**: {message.Content}  \n");
            }
        }

        return text.ToString();
    }

    private static string Introduction(CardData data) => string.Create(CultureInfo.InvariantCulture, $"""
        # The tiny model

        A Llama of {data.Parameters / 1e6:F1} million parameters that ships with Xinference for .NET, so that a server can answer without any
        download. It was made by `tools/TrainTiny` from nothing but a seed: the tool generates the text, learns the vocabulary and trains.

        | | |
        |---|---|
        | architecture | `LlamaForCausalLM`, {data.Shape.Layers} layers, hidden {data.Shape.Hidden}, feed-forward {data.Shape.FeedForward}, {data.Shape.Heads} heads of {data.Shape.HeadSize}, {data.Shape.KeyValueHeads} key/value heads, tied embedding |
        | positions | RoPE, theta {data.Shape.RopeTheta:F0}; rows of 256 and 512 tokens were trained, so the context is {data.Shape.Context} |
        | vocabulary | {data.Shape.Vocabulary} tokens, byte-level BPE learnt from the same generated text |
        | weights | F16; trained in float32 with the linear maps in bfloat16 |
        | data | a generated small world (ten people, twenty animals, colours, days, seasons, numbers to twenty, causes): about 80 % chats (an eighth of all documents are Chinese chats), 20 % stories, fresh documents in every step |
        | training | {data.Curve[^1].Step} steps of 1024 tokens = {data.Curve[^1].Tokens / 1e6:F2} million tokens, AdamW, warm-up, plateau, linear decay; a question counts a quarter of an answer in the loss |
        | command | `dotnet run -c Release --project tools/TrainTiny -- --output assets/tiny --seed {data.Options.Seed} --steps {data.Options.Steps} --threads {data.Options.Threads}{(data.Options.Bfloat16 ? " --bf16" : "")}` |
        | licence | that of the repository; no outside text, weights or vocabulary went into it |

        A run that took more steps in a second stretch is the first command with fewer `--steps`, then the same with `--resume` and all of
        them; `training-log.json` has the learning rate of every point. The same seed, thread count and kind of processor give the same text and vocabulary exactly, and weights equal up to the
        floating-point behaviour of the tensor library on the machine.

        ## What it cannot do

        - It knows its small world and nothing else. To most other questions it says that it does not know; it can still be caught
          out by questions that look like those of its world, and then answers with confidence and wrongly.
        - It calculates badly: sums within twenty are learnt by heart and most are wrong; the table below says how many.
        - It copies words from earlier in the conversation badly, so it tends to forget the user's name and the numbers of a story.
        - Long conversations, long instructions, other languages, code and reasoning are beyond it. Context is {data.Shape.Context} tokens.
        - It is for demonstrations and tests. Do not rely on what it says.

        ## Files

        `model.safetensors`, `config.json`, `generation_config.json`, `tokenizer.json`, `tokenizer_config.json` (with the chat template),
        `training-log.json` (the loss curve), and `heldout.txt`: generated from its own seed, never trained on, each document followed by
        `<|endoftext|>` and by nothing else, which is exactly the stream of tokens that training sees.

        """);

    private static string Curve(IReadOnlyList<LossPoint> curve)
    {
        StringBuilder text = new("\n## Loss\n\nWeighted training loss (mean of the last 20 steps; each step is new text).\n\n| step | tokens | loss |\n|---|---|---|\n");
        foreach (LossPoint point in curve.Where(point => point.Step is 20 or 60 || point.Step % 100 == 0 || point == curve[^1]))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {point.Step} | {point.Tokens} | {point.Loss:F3} |\n");
        }

        return text.Append("\n```text\n").Append(Chart(curve)).Append("```\n").ToString();
    }

    // The loss falls by orders of magnitude, so the axis is logarithmic.
    private static string Chart(IReadOnlyList<LossPoint> curve)
    {
        double top = Math.Log(curve.Max(point => point.Loss)), bottom = Math.Log(curve.Min(point => point.Loss));
        StringBuilder text = new();
        int[] rows = [.. Enumerable.Range(0, ChartColumns).Select(column => curve[column * (curve.Count - 1) / (ChartColumns - 1)])
            .Select(point => (int)Math.Round((top - Math.Log(point.Loss)) / (top - bottom) * (ChartRows - 1)))];
        for (int row = 0; row < ChartRows; row++)
        {
            double level = Math.Exp(top - ((top - bottom) * row / (ChartRows - 1)));
            text.Append(CultureInfo.InvariantCulture, $"{level,6:F2} |").Append(string.Concat(rows.Select(at => at == row ? '*' : ' ')).TrimEnd()).Append('\n');
        }

        return text.Append(CultureInfo.InvariantCulture, $"       +{new string('-', ChartColumns)} step {curve[^1].Step}\n").ToString();
    }

    private static string Results(CardData data)
    {
        StringBuilder text = new(string.Create(CultureInfo.InvariantCulture, $"""

            ## Results

            Perplexity on `heldout.txt`: **{data.HeldOut.Perplexity:F4}** over {data.HeldOut.Tokens} tokens in {data.HeldOut.Documents} documents (float32 arithmetic on the
            F16 weights; every document alone from position 0, first token given). Questions are counted too, and which question comes
            next cannot be known, so the number is well above 1 even where every answer is right.

            Answers that are right to the letter, greedy, fresh questions from the same templates (where a template allows more than one
            right wording, a right answer in another wording counts as wrong):

            | topic | right |
            |---|---|

            """));
        foreach (Mark mark in data.Marks)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {mark.Topic} | {mark.Right} of {mark.Asked} |\n");
        }

        return text.ToString();
    }
}
