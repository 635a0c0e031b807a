using Xinference.Cli.Tests.Support;

namespace Xinference.Cli.Tests;

/// <summary>A command line that makes no sense: exit code 2 and one line that says what to do.</summary>
public sealed class UsageTests(ModelFolder models)
{
    [Theory]
    [InlineData("generat", "unknown command 'generat'; did you mean 'generate'?")]
    [InlineData("xyzzy", "unknown command 'xyzzy'")]
    [InlineData("generate --promt x", "unknown option '--promt'; did you mean '--prompt'?")]
    [InlineData("generate --max-token=3 --prompt x", "unknown option '--max-token'; did you mean '--max-tokens'?")]
    [InlineData("generate --prompt once upon", "'upon' belongs to no option; text of several words needs quotation marks")]
    [InlineData("generate --prompt", "--prompt")]
    [InlineData("generate", "give either --prompt or --prompt-ids")]
    [InlineData("generate --prompt x --prompt-ids 1", "give either --prompt or --prompt-ids")]
    [InlineData("generate --prompt x --logprobs 2", "--logprobs has no place in text: add --format json")]
    [InlineData("generate --prompt x --api-key k", "--api-key is for the server at --endpoint")]
    [InlineData("generate --prompt-ids 1,x", "--prompt-ids: 'x' is no token id; write them like 1,403,407")]
    [InlineData("generate --prompt-ids 1,,2", "--prompt-ids: '' is no token id")]
    [InlineData("generate --prompt-ids -5", "--prompt-ids: '-5' is no token id")]
    [InlineData("generate --prompt x --kv-type f16", "--kv-type 'f16' is not known: choose one of f32, bf16, int8")]
    [InlineData("generate --prompt x --compute 1", "--compute '1' is not known: choose one of auto, f32")]
    [InlineData("generate --prompt x --format yaml", "--format 'yaml' is not known: choose one of text, json")]
    [InlineData("generate --prompt x --kv-cache-memory much", "--kv-cache-memory 'much' is no size: write it like 512M or 4GiB")]
    [InlineData("generate --prompt x --threads two", "--threads must be a number in 1…1024, not 'two'")]
    [InlineData("generate --prompt x --max-tokens 0", "--max-tokens must be a number at least 1, not '0'")]
    [InlineData("generate --prompt x --temperature NaN", "--temperature must be a number in 0…2, not 'NaN'")]
    [InlineData("generate --prompt x --seed -1", "--seed must be a number at least 0, not '-1'")]
    [InlineData("generate --prompt x --endpoint nowhere", "--endpoint 'nowhere' is no address; write it like http://127.0.0.1:9997")]
    [InlineData("generate --prompt x --endpoint http://127.0.0.1:1 --format json", "--format json needs a model loaded here")]
    [InlineData("chat --endpoint http://127.0.0.1:1 --threads 2", "--threads is about a model loaded here")]
    [InlineData("bench --prompt-tokens 0", "--prompt-tokens: '0' is no number of tokens; write them like 512 or 1,512,2048")]
    [InlineData("bench --batch 0", "--batch: '0' is no number of sequences in 1…256")]
    [InlineData("start --port 99999", "--port must be a number in 0…65535, not '99999'")]
    [InlineData("inspect", "no file is given: name a GGUF or safetensors file, or a model folder")]
    public async Task A_bad_command_line_is_told(string line, string fault) =>
        (await XinferenceProcess.RunAsync(models, line.Split(' '))).IsFault(2, fault);

    [Fact]
    public async Task A_host_that_is_no_address_is_told() =>
        (await XinferenceProcess.RunAsync(models, "start", "--model", models.Tiny, "--host", "my.machine")).IsFault(2, "--host 'my.machine' is no IP address");

    [Fact]
    public async Task An_empty_key_is_told() =>
        (await XinferenceProcess.RunAsync(models, "start", "--model", models.Tiny, "--api-key", "")).IsFault(2, "--api-key is empty");

    [Fact]
    public async Task Unknown_kernels_are_told() =>
        (await XinferenceProcess.RunAsync(models, new Dictionary<string, string> { ["XINFERENCE_CPU"] = "foo" }, "", "generate", "--model-path", models.Tiny, "--prompt", "x"))
            .IsFault(2, "XINFERENCE_CPU=foo", "reference, simd");
}
