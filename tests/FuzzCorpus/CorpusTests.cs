using Xinference.Fuzz;

namespace Xinference.FuzzCorpus.Tests;

public sealed class CorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Keys];

    public static TheoryData<string, string> Inputs =>
        [.. FuzzTargets.All.Keys.SelectMany(target => Corpus.InputsOf(target).Select(path => (target, Path.GetFileName(path))))];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_target_has_seeds(string target) => Assert.NotEmpty(Corpus.InputsOf(target));

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Kept_input_is_handled(string target, string input)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Corpus.FolderOf(target), input));
        Assert.Null(Record.Exception(() => FuzzTargets.All[target](bytes)));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Empty_input_is_handled(string target) => Assert.Null(Record.Exception(() => FuzzTargets.All[target]([])));
}
