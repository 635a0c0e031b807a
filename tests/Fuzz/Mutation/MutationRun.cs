using System.Globalization;
using System.Security.Cryptography;

namespace Xinference.Fuzz.Mutation;

/// <summary>Tries mutated inputs on one target until the time is up or one is a find.</summary>
internal sealed class MutationRun(string name, FuzzTarget target, TimeProvider clock)
{
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(20);

    private readonly string _corpus = Corpus.FolderOf(name);
    private readonly Lock _lock = new();
    private byte[] _current = [];
    private long _started;

    /// <summary>Runs; false where something was found, which is then in the corpus folder.</summary>
    public bool Run(TimeSpan time, int seed)
    {
        byte[][] seeds = [.. Corpus.InputsOf(name).Select(File.ReadAllBytes)];
        if (seeds.Length == 0)
        {
            throw new InvalidOperationException($"no seeds in {_corpus}");
        }

        var mutator = new Mutator(seeds, new Random(seed));
        using var inFlight = new InputInFlight(Path.Combine(Path.GetTempPath(), $"xinference-fuzz-{name}.in-flight"));
        using ITimer watchdog = clock.CreateTimer(_ => EndIfStuck(), null, LongestInput, TimeSpan.FromSeconds(1));
        long begin = clock.GetTimestamp();
        long inputs = 0;
        for (; clock.GetElapsedTime(begin) < time; inputs++)
        {
            if (!Try(mutator.Next(), inFlight))
            {
                return false;
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {inputs} inputs from {seeds.Length} seeds, nothing found (seed {seed})"));
        return true;
    }

    private bool Try(byte[] input, InputInFlight inFlight)
    {
        lock (_lock)
        {
            (_current, _started) = (input, clock.GetTimestamp());
        }

        inFlight.Set(input);
        try
        {
            target(input);
            return true;
        }
        catch (Exception e)
        {
            Console.WriteLine($"{name}: {Keep("crash", input)} makes it throw {e}");
            return false;
        }
    }

    private void EndIfStuck()
    {
        lock (_lock)
        {
            if (clock.GetElapsedTime(_started) > LongestInput)
            {
                Console.WriteLine($"{name}: {Keep("hang", _current)} takes longer than {LongestInput}");
                Environment.Exit(2);
            }
        }
    }

    private string Keep(string kind, byte[] input)
    {
        string path = Path.Combine(_corpus, $"{kind}-{Convert.ToHexStringLower(SHA256.HashData(input))[..16]}");
        File.WriteAllBytes(path, input);
        return path;
    }
}
