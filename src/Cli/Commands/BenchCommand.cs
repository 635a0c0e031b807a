using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Xinference.Cli.Benchmark;
using Xinference.Loading;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference bench</c>: how fast a model runs here, and how close that is to what the machine can do.</summary>
internal sealed class BenchCommand
{
    private readonly ModelOptions _model = new("--model-path");

    private readonly Option<int[]?> _promptTokens = Lengths();

    private readonly NumberOption<int> _generateTokens = new("--generate-tokens", 2, int.MaxValue)
    {
        Description = "Tokens to generate after each prompt.",
        Default = 128,
    };

    private readonly NumberOption<int> _repetitions = new("--repetitions", 1, 1000, "-r")
    {
        Description = "Measurements; the median counts.",
        Default = 3,
    };

    private readonly Option<int[]?> _batch = Batch();

    private readonly NumberOption<int> _sequences = new("--sequences", 1, 1_000_000)
    {
        Description = "For a model that gives embeddings or scores: sequences to run, of 16 to 384 tokens.",
        Default = 64,
    };

    private readonly ChoiceOption<OutputFormat> _format = CommonOptions.Format();

    public static Command Create() => new BenchCommand().Build();

    private static Option<int[]?> Lengths()
    {
        Option<int[]?> option = CommonOptions.Numbers("--prompt-tokens", "number of tokens; write them like 512 or 1,512,2048", 1, int.MaxValue);
        option.Description = "Tokens to read; of several lengths, such as 1,512,2048, each is measured, and decoding behind each.";
        option.DefaultValueFactory = _ => [512];
        return option;
    }

    private static Option<int[]?> Batch()
    {
        Option<int[]?> option = CommonOptions.Numbers("--batch", "number of sequences in 1…256; write them like 1,4,16", 1, 256);
        option.Description = "Numbers of sequences to decode at once, such as 1,4,16; default: none but the single one.";
        return option;
    }

    private CliCommand Build()
    {
        CliCommand command = new CliCommand(
            "bench",
            "Measures load time, prefill and decode speed, and the machine's ceilings in the same run.",
            "xinference bench --prompt-tokens 128 --generate-tokens 64",
            "xinference bench --model-path bge.gguf --sequences 100 --quantize int8",
            "xinference bench --model-path model.gguf --prompt-tokens 512 --generate-tokens 128 --threads 2 --batch 1,4,16 --format json")
            .With([.. _model.All, _promptTokens, _generateTokens, _repetitions, _batch, _sequences, _format]);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = new BenchSettings(
            parsed.GetValue(_promptTokens)!, _generateTokens.ValueIn(parsed), _repetitions.ValueIn(parsed), parsed.Given(_batch) ?? []);
        LoadOptions options = _model.Read(parsed);
        if (SequenceModelLoader.Takes(_model.Locate(parsed)))
        {
            return await RunSequencesAsync(parsed, options, cancellationToken);
        }

        int batch = settings.Batches.Append(1).Max();
        options = options with { MaxSequences = Math.Max(batch, options.MaxSequences), KvContexts = Math.Max(batch, options.KvContexts) };
        await using LoadedModel model = await Loader.LoadAsync(
            _model.Locate(parsed), options, NullLoggerFactory.Instance, cancellationToken);
        BenchDocument document = await new BenchRun(model, settings).RunAsync(Report, cancellationToken);
        if (_format.ValueIn(parsed) == OutputFormat.Json)
        {
            JsonOutput.Print(document, BenchJson.Default.BenchDocument);
        }
        else
        {
            Console.WriteLine(Describe(document));
        }

        return ExitCodes.Success;
    }

    private async Task<int> RunSequencesAsync(ParseResult parsed, LoadOptions options, CancellationToken cancellationToken)
    {
        using SequenceModel model = await Loader.LoadSequenceModelAsync(_model.Locate(parsed), options, cancellationToken);
        var run = new SequenceBenchRun(model, _sequences.ValueIn(parsed), _repetitions.ValueIn(parsed), options.Storage);
        SequenceBenchDocument document = run.Run(Report, cancellationToken);
        if (_format.ValueIn(parsed) == OutputFormat.Json)
        {
            JsonOutput.Print(document, SequenceBenchJson.Default.SequenceBenchDocument);
        }
        else
        {
            Console.WriteLine(Describe(document));
        }

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
        string lengths = string.Concat(d.Lengths.Select(l => string.Create(
            CultureInfo.InvariantCulture,
            $"""

              prefill {l.PromptTokens,5} {l.PrefillTps,9:F1} token/s ({l.PrefillTpsSpread.Minimum:F1}–{l.PrefillTpsSpread.Maximum:F1}), {l.PrefillShareOfIntegerPeak:P1} of the integer peak
              decode behind {l.DecodeTps,8:F1} token/s ({l.DecodeTpsSpread.Minimum:F1}–{l.DecodeTpsSpread.Maximum:F1}), {l.DecodeShareOfBandwidth:P1} of the read bandwidth
            """)));
        string batches = string.Concat(d.Batches.Select(b => string.Create(
            CultureInfo.InvariantCulture, $"\n  decode ×{b.Batch,-4} {b.DecodeTps,10:F1} token/s ({b.DecodeTpsSpread.Minimum:F1}–{b.DecodeTpsSpread.Maximum:F1})")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {d.Model}: {d.Architecture} {d.WeightType}, {ByteSize.Format(d.WeightBytes)}, {d.Kernels} kernels, {d.Threads} threads
              load         {d.LoadMs,10:F0} ms, first token {d.FirstTokenMs:F0} ms after the start{lengths}{batches}
              peak memory  {d.PeakRssMb,10:F0} MB
            machine: {d.Machine.Cpu}, reads {d.Machine.ReadBandwidthGbps:F1} GB/s, {d.Machine.IntegerPeakGops:F0} GOPS int8 ({d.Machine.IntegerMethod}), {d.Machine.FloatPeakGflops:F0} GFLOPS
            """);
    }

    private static string Describe(SequenceBenchDocument d) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {d.Model}: {d.Architecture} {d.WeightType}, {ByteSize.Format(d.WeightBytes)}, quantise {d.Quantize}, {d.Kernels} kernels, {d.Threads} threads
          load         {d.LoadMs,10:F0} ms
          {d.Sequences} × {d.MinLength}…{d.MaxLength} {d.SequencesPerSecond,10:F1} sequence/s ({d.SequencesPerSecondSpread.Minimum:F1}–{d.SequencesPerSecondSpread.Maximum:F1}), {d.TokensPerSecond:F0} token/s
          products     {d.ShareOfIntegerPeak,10:P1} of the integer peak, {d.ShareOfFloatPeak:P1} of the float peak
          peak memory  {d.PeakRssMb,10:F0} MB
        machine: {d.Machine.Cpu}, {d.Machine.IntegerPeakGops:F0} GOPS int8 ({d.Machine.IntegerMethod}), {d.Machine.FloatPeakGflops:F0} GFLOPS
        """);
}
