using System.CommandLine;
using Xinference.Peers.Cases;
using Xinference.Synthetic;

namespace Xinference.Peers;

/// <summary>The command line: options with their checks, and what they add up to.</summary>
internal sealed class BenchCommand
{
    private readonly Option<bool> _quick = new("--quick") { Description = "Tiny models and one round: does everything work?" };

    private readonly Option<bool> _essential = new("--essential") { Description = "Only what the targets are about; about 12 minutes on two cores." };

    private readonly Option<string[]> _models = List("--models", "Only these models, such as tinyllama-1.1b,embedded.", [.. SyntheticShapes.All.Keys, "embedded"]);

    private readonly Option<string[]> _types = List("--types", "Only these types of weights, such as Q4_0,BF16.", [.. SyntheticModel.Types.Keys]);

    private readonly Option<string[]> _only = List("--only", "Only these figures.", [.. Enum.GetNames<Figure>().Select(name => name.ToLowerInvariant())]);

    private readonly Option<string[]> _skip = List("--skip", "Leave these peers out.", ContenderNames.Peers);

    private readonly Option<int?> _rounds = Number("--rounds", "How often each contender runs; default: 1 to 3, by figure.");

    private readonly Option<int?> _threads = Number("--threads", "Threads of every contender; default: one for each core.");

    private readonly Option<string?> _kernels = new("--kernels") { Description = "The rung of kernels our engine is to use, such as avx2 or simd; default: the best." };

    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with an interrupted run: what is in artifacts/bench/results.json is not measured again." };

    private readonly Option<bool> _updateDocs = new("--update-docs") { Description = "Write the table of docs/benchmarks.md." };

    /// <param name="run">What to do with the options; gives the exit code.</param>
    public static RootCommand Create(Func<BenchOptions, CancellationToken, Task<int>> run)
    {
        var options = new BenchCommand();
        RootCommand command = new("Measures Xinference and its peers in turn, on the same files, and prints medians and ratios; the last line is JSON.")
        {
            options._quick, options._essential, options._models, options._types, options._only, options._skip,
            options._rounds, options._threads, options._kernels, options._resume, options._updateDocs,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(options._quick) && result.GetValue(options._essential))
            {
                result.AddError("--quick and --essential exclude each other");
            }
        });
        command.SetAction((parsed, cancellationToken) => run(options.Read(parsed), cancellationToken));
        return command;
    }

    private BenchOptions Read(ParseResult parsed)
    {
        string line = string.Join(' ', parsed.Tokens.Select(token => token.Value).Where(value => value != "--update-docs" && value != "--resume"));
        var selection = new SelectionOptions(
            parsed.GetValue(_quick) ? Extent.Quick : parsed.GetValue(_essential) ? Extent.Essential : Extent.Full,
            parsed.GetValue(_models) ?? [],
            parsed.GetValue(_types) ?? [],
            [.. (parsed.GetValue(_only) ?? []).Select(name => Enum.Parse<Figure>(name, ignoreCase: true))],
            parsed.GetValue(_skip) ?? [],
            parsed.GetValue(_rounds));
        return new(
            selection,
            parsed.GetValue(_threads) ?? Environment.ProcessorCount,
            parsed.GetValue(_kernels),
            parsed.GetValue(_resume),
            parsed.GetValue(_updateDocs),
            $"./dev bench {line}".TrimEnd());
    }

    private static Option<string[]> List(string name, string description, IReadOnlyList<string> known)
    {
        Option<string[]> option = new(name)
        {
            Description = $"{description} Known: {string.Join(", ", known)}.",
            HelpName = "name,name,…",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => result.Tokens[^1].Value.Split(',', StringSplitOptions.TrimEntries),
        };
        option.Validators.Add(result =>
        {
            foreach (string value in (result.GetValueOrDefault<string[]>() ?? []).Where(v => !known.Contains(v, StringComparer.OrdinalIgnoreCase)))
            {
                result.AddError($"{name} '{value}' is not known: {string.Join(", ", known)}");
            }
        });
        return option;
    }

    private static Option<int?> Number(string name, string description)
    {
        Option<int?> option = new(name) { Description = description, HelpName = "number" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 1024)
            {
                result.AddError($"{name} must be a number in 1…1024");
            }
        });
        return option;
    }
}
