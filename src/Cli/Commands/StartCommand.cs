using System.CommandLine;
using Xinference.Cli.Hosting;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference start</c>: serves a model until told to stop.</summary>
internal sealed class StartCommand
{
    private readonly ModelOptions _model = new("--model");

    private readonly Option<string?> _uid = new("--model-uid", "-u") { Description = "Name that clients ask for; default: the model's own." };

    private readonly Option<string> _host = new("--host", "-H")
    {
        Description = "Address to listen on; 0.0.0.0 lets other machines in.",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly Option<int> _port = new Option<int>("--port", "-p")
    {
        Description = "Port to listen on; 0 takes a free one.",
        DefaultValueFactory = _ => 9997,
    }.InRange(0, 65535);

    private readonly Option<string?> _apiKey = new("--api-key", "-ak")
    {
        Description = "Key that clients must send as a bearer token; else XINFERENCE_API_KEY; without either everybody is let in.",
    };

    private readonly Option<string[]> _origins = new("--allow-origin")
    {
        Description = "Origin whose web pages may call the API (CORS); * for all. May be given several times.",
    };

    private readonly Option<int> _drainSeconds = new Option<int>("--drain-seconds")
    {
        Description = "How long running requests may go on after Ctrl-C or SIGTERM.",
        DefaultValueFactory = _ => 30,
    }.InRange(0, 86400);

    public static Command Create() => new StartCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "start",
            """
            Serves a model over the OpenAI-compatible API until Ctrl-C or SIGTERM.

            Examples:
              xinference start
              xinference start --model model.gguf --model-uid my-model --port 8080
              xinference start --host 0.0.0.0 --api-key secret --context-length 8192 --kv-cache-memory 4GiB
            """);
        foreach (Option option in (IEnumerable<Option>)[.. _model.All, _uid, _host, _port, _apiKey, _origins, _drainSeconds])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => new ModelServer(Read(parsed)).RunAsync(cancellationToken));
        return command;
    }

    private ServerSettings Read(ParseResult parsed) => new()
    {
        Model = _model.Locate(parsed),
        Load = _model.Read(parsed),
        Uid = parsed.GetValue(_uid),
        Host = parsed.GetValue(_host)!,
        Port = parsed.GetValue(_port),
        Api = new()
        {
            ApiKey = parsed.GetValue(_apiKey) ?? Environment.GetEnvironmentVariable("XINFERENCE_API_KEY"),
            AllowedOrigins = parsed.GetValue(_origins) ?? [],
            DrainTimeout = TimeSpan.FromSeconds(parsed.GetValue(_drainSeconds)),
        },
    };
}
