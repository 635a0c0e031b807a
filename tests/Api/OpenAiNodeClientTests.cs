using Xinference.Serving.Tests;
using Xinference.Testing;

namespace Xinference.Api.Tests;

/// <summary>OpenAI's own Node client against the server: <c>npm/script.mjs</c> makes the calls and the checks.</summary>
public class OpenAiNodeClientTests
{
    [Fact]
    public async Task The_script_runs_through()
    {
        string folder = await NodePackages.InstallAsync(RepoFiles.Path("tests", "Api", "npm"));
        await using TestServer server = await TestServer.StartAsync(
            new ApiOptions { ApiKey = "the key" }, TestModel.Over(TestModel.Saying("hello wé")));
        ProgramOutcome outcome = await ForeignProgram.RunAsync(
            "node", folder, "script.mjs", new Uri(server.Address, "/v1").ToString(), "the key", $"{TestModel.Ids("hello wé").Count + 1}");
        Assert.True(outcome.ExitCode == 0, outcome.Error + outcome.Output);
        Assert.EndsWith("ok", outcome.Output.TrimEnd(), StringComparison.Ordinal);
    }
}
