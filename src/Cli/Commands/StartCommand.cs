using System.CommandLine;
using Xinference.Cli.Hosting;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference start</c>: serves a model until told to stop.</summary>
internal sealed class StartCommand
{
    private readonly ModelOptions _model = new("--model");

    private readonly Option<string?> _uid = new("--model-uid", "-u")
    {
        Description = "Name that clients ask for; default: the model's own.",
        HelpName = "uid",
    };

    private readonly Option<string> _host = new("--host", "-H")
    {
        Description = "Address to listen on; 0.0.0.0 lets other machines in.",
        HelpName = "address",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly NumberOption<int> _port = new("--port", 0, 65535, "-p")
    {
        Description = "Port to listen on; 0 takes a free one.",
        Default = 9997,
    };

    private readonly Option<string?> _apiKey = new("--api-key", "-ak")
    {
        Description = "Key that clients must send as a bearer token; else XINFERENCE_API_KEY; without either everybody is let in.",
        HelpName = "key",
    };

    private readonly Option<string[]> _origins = new("--allow-origin")
    {
        Description = "Origin whose web pages may call the API (CORS); * for all. May be given several times.",
        HelpName = "origin",
    };

    private readonly NumberOption<int> _drainSeconds = new("--drain-seconds", 0, 86400)
    {
        Description = "How long running requests may go on after Ctrl-C or SIGTERM.",
        Default = 30,
    };

    public static Command Create() => new StartCommand().Build();

    private CliCommand Build()
    {
        CliCommand command = new CliCommand(
            "start",
            "Serves a model over the OpenAI-compatible API until Ctrl-C or SIGTERM.",
            "xinference start",
            "xinference start --model model.gguf --model-uid my-model --port 8080",
            "xinference start --host 0.0.0.0 --api-key secret --context-length 8192 --kv-cache-memory 4GiB")
        {
            Grace = Timeout.InfiniteTimeSpan,
        }.With([.. _model.All, _uid, _host, _port, _apiKey, _origins, _drainSeconds]);
        command.SetAction((parsed, cancellationToken) => new ModelServer(Read(parsed)).RunAsync(cancellationToken));
        return command;
    }

    private ServerSettings Read(ParseResult parsed) => new()
    {
        Load = _model.Read(parsed),
        Model = _model.Locate(parsed),
        Uid = ReadUid(parsed),
        Host = parsed.GetValue(_host)!,
        Port = _port.ValueIn(parsed),
        Api = new()
        {
            ApiKey = ReadKey(parsed),
            AllowedOrigins = parsed.GetValue(_origins) ?? [],
            DrainTimeout = TimeSpan.FromSeconds(_drainSeconds.ValueIn(parsed)),
        },
    };

    private string? ReadUid(ParseResult parsed) => parsed.GetValue(_uid) is { } uid && string.IsNullOrWhiteSpace(uid)
        ? throw new UsageException("--model-uid is empty: give a name or leave it out for the model's own")
        : parsed.GetValue(_uid);

    // an empty variable counts as unset; an empty option would let everybody in by mistake
    private string? ReadKey(ParseResult parsed)
    {
        string? given = parsed.GetValue(_apiKey);
        if (given is not null)
        {
            return string.IsNullOrWhiteSpace(given)
                ? throw new UsageException("--api-key is empty: give a key or leave it out to let everybody in")
                : given;
        }

        string? variable = Environment.GetEnvironmentVariable("XINFERENCE_API_KEY");
        return string.IsNullOrWhiteSpace(variable) ? null : variable;
    }
}
