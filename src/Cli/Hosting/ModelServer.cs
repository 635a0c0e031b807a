using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Xinference.Api;
using Xinference.Cli.Commands;
using Xinference.Loading;
using Xinference.Serving;

namespace Xinference.Cli.Hosting;

/// <summary>One model behind the HTTP API, from start to graceful stop.</summary>
internal sealed class ModelServer(ServerSettings settings)
{
    /// <summary>Serves until <paramref name="cancellationToken"/> is cancelled, then drains.</summary>
    /// <exception cref="ListenException">The address cannot be listened on.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using WebApplication app = Build();
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();
        ThrowIfTaken();
        await using LoadedModel model = await Loader.LoadAsync(settings.Model, settings.Load with { Uid = settings.Uid }, loggers, cancellationToken);
        ServedModel served = ServedModels.Of(model, settings.Uid);
        app.Services.GetRequiredService<ModelDirectory>().TryAdd(served);
        await ListenAsync(app, cancellationToken);
        Banner.Print(AddressOf(app), served.Uid, settings.Api.ApiKey is not null, model);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DrainAsync(app, model);
        return ExitCodes.Success;
    }

    // the sockets stay open meanwhile, so that new requests are told to come back instead of finding nobody
    private async Task DrainAsync(WebApplication app, LoadedModel model)
    {
        await Console.Error.WriteLineAsync(
            $"stopping; running requests may go on for {settings.Api.DrainTimeout.TotalSeconds:0} s (a second Ctrl-C ends at once)");
        app.Services.GetRequiredService<ServerLifetime>().BeginDrain();
        await model.DrainAsync(settings.Api.DrainTimeout, CancellationToken.None);
        await app.StopAsync(CancellationToken.None);
    }

    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.Services.AddXinferenceApi(settings.Api);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(new IPEndPoint(ResolveHost(), settings.Port)));
        WebApplication app = builder.Build();
        app.MapXinference();
        return app;
    }

    // asked before the model is loaded, so that a taken port is told at once
    private void ThrowIfTaken()
    {
        if (settings.Port == 0)
        {
            return;
        }

        try
        {
            using var probe = new TcpListener(ResolveHost(), settings.Port);
            probe.Start();
        }
        catch (SocketException e)
        {
            throw Refused(e.Message);
        }
    }

    private async Task ListenAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw Refused("address already in use");
        }
        catch (SocketException e)
        {
            throw Refused(e.Message);
        }
    }

    private ListenException Refused(string reason) => new(
        $"cannot listen on {settings.Host}:{settings.Port}: {reason}; stop what uses it or choose another with --port (0 takes a free one)");

    private IPAddress ResolveHost()
    {
        if (IPAddress.TryParse(settings.Host, out IPAddress? address))
        {
            return address;
        }

        return settings.Host == "localhost"
            ? IPAddress.Loopback
            : throw new UsageException($"--host '{settings.Host}' is no IP address; use 127.0.0.1 for this machine alone or 0.0.0.0 for all");
    }

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
