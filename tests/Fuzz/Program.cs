using System.Globalization;
using SharpFuzz;
using Xinference.Fuzz;
using Xinference.Fuzz.Mutation;

const string Usage = """
    Xinference.Fuzz fuzz TARGET                             one input after another from afl-fuzz (instrument the assemblies with sharpfuzz first)
    Xinference.Fuzz mutate TARGET [--seconds N] [--seed N]  mutates the kept corpus for N seconds (60); finds go to tests/Fuzz/corpus/TARGET/
    """;

if (args is not [var mode and ("fuzz" or "mutate"), var name, ..] || !FuzzTargets.All.TryGetValue(name, out FuzzTarget? target))
{
    Console.Error.WriteLine($"{Usage}\ntargets: {string.Join(", ", FuzzTargets.All.Keys)}");
    return 64;
}

if (mode == "fuzz")
{
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using var input = new MemoryStream();
        stream.CopyTo(input);
        target(input.ToArray());
    });
    return 0;
}

var run = new MutationRun(name, target, TimeProvider.System);
return run.Run(TimeSpan.FromSeconds(Option("--seconds", 60)), Option("--seed", 1)) ? 0 : 1;

int Option(string option, int otherwise) =>
    Array.IndexOf(args, option) is var at and > 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
