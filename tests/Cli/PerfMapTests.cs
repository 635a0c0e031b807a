using Xinference.Cli.Tests.Support;
using Xinference.Kernels;

namespace Xinference.Cli.Tests;

/// <summary>What <c>perf</c> is told of emitted kernels.</summary>
public sealed class PerfMapTests(ModelFolder models)
{
    [Theory]
    [InlineData("XINFERENCE_PERF_MAP=1", false)]
    [InlineData("DOTNET_PerfMapEnabled=2", false)]
    [InlineData("DOTNET_PerfMapEnabled=3", true)]
    public async Task Kernels_have_their_names_in_the_map(string variable, bool runtimeToo)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "perf belongs to Linux");
        Assert.SkipWhen(KernelRungs.Names.Last(KernelRungs.Runs) == "simd", "this processor runs no rung that is emitted");
        string map = (await XinferenceProcess.RunShellAsync(
            models,
            $"{variable} $XINFERENCE generate --model-path '{models.Tiny}' --prompt a --max-tokens 2 > /dev/null & wait $!; "
            + "cat /tmp/perf-$!.map; rm -f /tmp/perf-$!.map /tmp/perfinfo-$!.map /tmp/jit-$!.dump")).Success();
        string[] lines = map.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^[0-9a-f]+ [0-9a-f]+ panel_f32_t[0-9]+_[a-z0-9]+$"));
        Assert.Equal(runtimeToo, lines.Any(line => line.Contains("Xinference.Cli", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_being_asked_no_map_is_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "perf belongs to Linux");
        string listing = (await XinferenceProcess.RunShellAsync(
            models,
            $"$XINFERENCE generate --model-path '{models.Tiny}' --prompt a --max-tokens 2 > /dev/null & wait $!; ls /tmp | grep perf-$! || echo none")).Success();
        Assert.Equal("none", listing.Trim());
    }
}
