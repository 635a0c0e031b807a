using System.Globalization;
using SharpFuzz;
using Xinference.Fuzz;
using Xinference.Fuzz.Mutation;

const string Usage = """
    Xinference.Fuzz fuzz TARGET                               one input after another from afl-fuzz (instrument the assemblies with sharpfuzz first)
    Xinference.Fuzz mutate [TARGET] [--seconds N] [--seed N]  mutates the kept corpus for N seconds (60), of each target in turn where none is
                                                              named; finds go to tests/Fuzz/corpus/TARGET/ and make the exit code 1
    """;

return args switch
{
    ["fuzz", var name] when FuzzTargets.All.TryGetValue(name, out FuzzTarget? target) => Fuzz(target),
    ["mutate", var name, ..] when FuzzTargets.All.ContainsKey(name) => Mutate([name]),
    ["mutate", ..] when args.Length == 1 || args[1].StartsWith("--", StringComparison.Ordinal) => Mutate(FuzzTargets.All.Keys),
    _ => Explain(),
};

int Fuzz(FuzzTarget target)
{
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using var input = new MemoryStream();
        stream.CopyTo(input);
        target(input.ToArray());
    });
    return 0;
}

int Mutate(IEnumerable<string> names)
{
    var time = TimeSpan.FromSeconds(Option("--seconds", 60));
    int seed = Option("--seed", 1);
    return names.All(name => new MutationRun(name, FuzzTargets.All[name], TimeProvider.System).Run(time, seed)) ? 0 : 1;
}

int Explain()
{
    Console.Error.WriteLine($"{Usage}\ntargets: {string.Join(", ", FuzzTargets.All.Keys)}");
    return 64;
}

int Option(string option, int otherwise) =>
    Array.IndexOf(args, option) is var at and > 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
