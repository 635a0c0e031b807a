using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Xinference.Cli.Benchmark;
using Xinference.Loading;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference bench</c>: how fast a model runs here, and how close that is to what the machine can do.</summary>
internal sealed class BenchCommand
{
    private readonly ModelOptions _model = new("--model-path");

    private readonly Option<int> _promptTokens = new Option<int>("--prompt-tokens")
    {
        Description = "Tokens to read.",
        DefaultValueFactory = _ => 512,
    }.InRange(1, int.MaxValue);

    private readonly Option<int> _generateTokens = new Option<int>("--generate-tokens")
    {
        Description = "Tokens to generate.",
        DefaultValueFactory = _ => 128,
    }.InRange(2, int.MaxValue);

    private readonly Option<int> _repetitions = new Option<int>("--repetitions", "-r")
    {
        Description = "Measurements; the median counts.",
        DefaultValueFactory = _ => 3,
    }.InRange(1, 1000);

    private readonly Option<string> _batch = new("--batch")
    {
        Description = "Numbers of sequences to decode at once, such as 1,4,16.",
        DefaultValueFactory = _ => "1",
    };

    private readonly Option<OutputFormat> _format = CommonOptions.Format();

    public static Command Create() => new BenchCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "bench",
            """
            Measures load time, prefill and decode speed, and the machine's ceilings in the same run.

            Examples:
              xinference bench
              xinference bench --model-path model.gguf --prompt-tokens 512 --generate-tokens 128 --threads 2 --batch 1,4,16 --format json
            """);
        foreach (Option option in (IEnumerable<Option>)
            [.. _model.All, _promptTokens, _generateTokens, _repetitions, _batch, _format])
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = new BenchSettings(
            parsed.GetValue(_promptTokens),
            parsed.GetValue(_generateTokens),
            parsed.GetValue(_repetitions),
            [.. parsed.GetValue(_batch)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParseBatch)]);
        int sequences = settings.Batches.Append(1).Max();
        LoadOptions options = _model.Read(parsed) with { MaxSequences = Math.Max(sequences, new LoadOptions().MaxSequences) };
        await using LoadedModel model = await Loader.LoadAsync(
            _model.Locate(parsed), options, NullLoggerFactory.Instance, cancellationToken);
        BenchDocument document = await new BenchRun(model, settings).RunAsync(Report, cancellationToken);
        Console.WriteLine(parsed.GetValue(_format) == OutputFormat.Json
            ? JsonSerializer.Serialize(document, BenchJson.Default.BenchDocument)
            : Describe(document));
        return ExitCodes.Success;
    }

    private static void Report(string stage)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.WriteLine($"… {stage}");
        }
    }

    private static string Describe(BenchDocument d)
    {
        string batches = string.Concat(d.Batches.Select(b => string.Create(
            CultureInfo.InvariantCulture, $"\n  decode ×{b.Batch,-4} {b.DecodeTps,10:F1} token/s ({b.DecodeTpsSpread.Minimum:F1}–{b.DecodeTpsSpread.Maximum:F1})")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {d.Model}: {d.Architecture} {d.WeightType}, {ByteSize.Format(d.WeightBytes)}, {d.Kernels} kernels, {d.Threads} threads
              load         {d.LoadMs,10:F0} ms
              prefill      {d.PrefillTps,10:F1} token/s ({d.PrefillTpsSpread.Minimum:F1}–{d.PrefillTpsSpread.Maximum:F1}), {d.PrefillShareOfIntegerPeak:P1} of the integer peak
              decode       {d.DecodeTps,10:F1} token/s ({d.DecodeTpsSpread.Minimum:F1}–{d.DecodeTpsSpread.Maximum:F1}), {d.DecodeShareOfBandwidth:P1} of the read bandwidth{batches}
              peak memory  {d.PeakRssMb,10:F0} MB
            machine: {d.Machine.Cpu}, reads {d.Machine.ReadBandwidthGbps:F1} GB/s, {d.Machine.IntegerPeakGops:F0} GOPS int8 ({d.Machine.IntegerMethod}), {d.Machine.FloatPeakGflops:F0} GFLOPS
            """);
    }

    private static int ParseBatch(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int batch) && batch is >= 1 and <= 256
            ? batch
            : throw new UsageException($"--batch: '{text}' is no number of sequences in 1…256; write it like 1,4,16");
}
