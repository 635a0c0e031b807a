using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using Xinference.PeerWeights;
using Xinference.TorchPeer;
using Xinference.TrainTiny;

// TorchPeer load|encode FOLDER f32|bf16 THREADS BATCH LENGTH,LENGTH,…
if (args is not [("load" or "encode") and var task, var folder, ("f32" or "bf16") and var type, var threads, var batch, var lengths])
{
    Console.Error.WriteLine("usage: TorchPeer load|encode FOLDER f32|bf16 THREADS BATCH LENGTH,LENGTH,…");
    return 2;
}

TorchNative.Ensure();
torch.set_num_threads(int.Parse(threads, CultureInfo.InvariantCulture));
torch.ScalarType scalar = type == "bf16" ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;
var file = new CheckpointFile(folder);
int[] numbers = [.. lengths.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
if (task == "load")
{
    long[] prompt = [.. Enumerable.Range(0, numbers[0]).Select(i => i * 7919L % file.Setting("vocab_size"))];
    new LlamaForward(file, scalar).Next(prompt);
    PeerReport.Print("first_token_ms", PeerReport.SinceStart);
    return 0;
}

var bert = new BertForward(file, scalar);
int vocabulary = file.Setting("vocab_size");
bert.Embed(TextBatches.Make([numbers.Min()], 1, vocabulary).Single()); // warms up
long start = Stopwatch.GetTimestamp();
foreach ((int Rows, int Columns, long[] Ids, long[] Mask) texts in TextBatches.Make(numbers, int.Parse(batch, CultureInfo.InvariantCulture), vocabulary))
{
    bert.Embed(texts);
}

PeerReport.Print("texts_per_second", numbers.Length / Stopwatch.GetElapsedTime(start).TotalSeconds);
return 0;
