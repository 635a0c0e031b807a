using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace Xinference.TrainTiny.Model;

/// <summary>A point of the loss curve; the loss is the weighted mean since the point before.</summary>
internal sealed record LossPoint(int Step, long Tokens, double Loss, double Rate);

/// <summary>The training loop: weighted cross-entropy, AdamW, warm-up, plateau and linear decay, regular checkpoints.</summary>
internal sealed class Trainer(TinyLlama model, Batches batches, string checkpoint, int steps)
{
    private const double PeakRate = 2.5e-3;
    private const double LastRate = 5e-5;
    private const double FallShare = 0.35;
    private const int WarmUp = 80;
    private const int LogEvery = 20;
    private const int SaveEvery = 100;

    private readonly AdamW _optimizer = new(model.Weights);
    private readonly List<LossPoint> _curve = [];
    private long _tokens;
    private int _done;

    public IReadOnlyList<LossPoint> Curve => _curve;

    public void Resume()
    {
        Dictionary<string, string> state = Safetensors.Load(checkpoint, Everything());
        _done = int.Parse(state["step"], CultureInfo.InvariantCulture);
        _tokens = long.Parse(state["tokens"], CultureInfo.InvariantCulture);
        foreach (string line in state["curve"].Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] field = line.Split(' ');
            _curve.Add(new(int.Parse(field[0], CultureInfo.InvariantCulture), long.Parse(field[1], CultureInfo.InvariantCulture),
                double.Parse(field[2], CultureInfo.InvariantCulture), double.Parse(field[3], CultureInfo.InvariantCulture)));
        }

        Console.WriteLine($"resumed after step {_done}");
    }

    public void Run()
    {
        Stopwatch clock = Stopwatch.StartNew();
        long tokensAtStart = _tokens;
        double sum = 0;
        int summed = 0;
        for (int step = _done; step < steps; step++)
        {
            sum += Step(step);
            summed++;
            _done = step + 1;
            if (_done % LogEvery == 0 || _done == steps)
            {
                _curve.Add(new(_done, _tokens, Math.Round(sum / summed, 4), Math.Round(Rate(step), 6)));
                Report(sum / summed, (_tokens - tokensAtStart) / clock.Elapsed.TotalSeconds);
                (sum, summed) = (0, 0);
            }

            if (_done % SaveEvery == 0 || _done == steps)
            {
                Save();
            }
        }
    }

    private double Step(int step)
    {
        using IDisposable scope = NewDisposeScope();
        Batch batch = batches.Draw(step);
        Tensor logits = model.Forward(batch.Inputs);
        Tensor each = nn.functional.cross_entropy(logits.view(-1, logits.shape[^1]), batch.Targets.view(-1), reduction: nn.Reduction.None);
        Tensor loss = (each * batch.Weights.view(-1)).sum() / batch.Weights.sum();
        loss.backward();
        _optimizer.Clip(1.0);
        _optimizer.Step(step + 1, Rate(step));
        _tokens += batch.Inputs.numel();
        return loss.item<float>();
    }

    // Warm-up, a long plateau and a linear fall: until the fall begins, a run does not depend on how long it will be.
    private double Rate(int step)
    {
        double rise = Math.Min(1, (step + 1.0) / WarmUp);
        double fall = Math.Min(1, (steps - step) / (steps * FallShare));
        return LastRate + ((PeakRate - LastRate) * rise * fall);
    }

    private void Report(double loss, double speed)
    {
        double left = speed > 0 ? (steps - _done) * (_tokens / (double)_done) / speed / 60 : 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"step {_done}/{steps}  loss {loss:F4}  tokens {_tokens}  {speed:F0} token/s  {left:F1} min left"));
    }

    private void Save() => Safetensors.Write(checkpoint, Everything(), ScalarType.Float32, new Dictionary<string, string>
    {
        ["step"] = $"{_done}",
        ["tokens"] = $"{_tokens}",
        ["curve"] = string.Join(';', _curve.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Step} {point.Tokens} {point.Loss} {point.Rate}"))),
    });

    private Dictionary<string, Tensor> Everything() => model.Weights
        .Concat(_optimizer.First.Select(entry => KeyValuePair.Create($"first.{entry.Key}", entry.Value)))
        .Concat(_optimizer.Second.Select(entry => KeyValuePair.Create($"second.{entry.Key}", entry.Value)))
        .ToDictionary();
}
