using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Xinference.OnnxPeer;
using Xinference.PeerWeights;

// OnnxPeer FOLDER THREADS BATCH LENGTH,LENGTH,…
if (args is not [var folder, var threads, var batch, var lengths])
{
    Console.Error.WriteLine("usage: OnnxPeer FOLDER THREADS BATCH LENGTH,LENGTH,…");
    return 2;
}

var file = new CheckpointFile(folder);
string model = Path.Combine(folder, "encoder.onnx"); // beside the weights it points to
File.WriteAllBytes(model, BertGraph.Build(file));
using var options = new SessionOptions
{
    IntraOpNumThreads = int.Parse(threads, CultureInfo.InvariantCulture),
    InterOpNumThreads = 1,
    GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
};
using var session = new InferenceSession(model, options);
int[] numbers = [.. lengths.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
int vocabulary = file.Setting("vocab_size");
Embed(TextBatches.Make([numbers.Min()], 1, vocabulary).Single()); // warms up
long start = Stopwatch.GetTimestamp();
foreach ((int Rows, int Columns, long[] Ids, long[] Mask) texts in TextBatches.Make(numbers, int.Parse(batch, CultureInfo.InvariantCulture), vocabulary))
{
    Embed(texts);
}

PeerReport.Print("texts_per_second", numbers.Length / Stopwatch.GetElapsedTime(start).TotalSeconds);
return 0;

void Embed((int Rows, int Columns, long[] Ids, long[] Mask) texts)
{
    long[] shape = [texts.Rows, texts.Columns];
    using OrtValue ids = OrtValue.CreateTensorValueFromMemory(texts.Ids, shape);
    using OrtValue mask = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(texts.Mask, value => (int)value), shape);
    using OrtValue positions = OrtValue.CreateTensorValueFromMemory(
        Enumerable.Range(0, texts.Columns).Select(i => (long)i).ToArray(), [texts.Columns]);
    using OrtValue rows = OrtValue.CreateTensorValueFromMemory<long>([texts.Rows, texts.Columns, file.Setting("hidden_size")], [3]);
    using var run = new RunOptions();
    using IDisposableReadOnlyCollection<OrtValue> result = session.Run(
        run, ["ids", "mask", "positions", "shape"], [ids, mask, positions, rows], ["hidden"]);
    if (!float.IsFinite(result[0].GetTensorDataAsSpan<float>()[0]))
    {
        throw new InvalidOperationException("the encoder's output is not finite");
    }
}
