using Microsoft.Extensions.Logging;
using Spectre.Console;
using Xinference.Catalog;
using Xinference.Loading;

namespace Xinference.Cli.Commands;

/// <summary>Loads a model with a progress bar on standard error, where that is a terminal.</summary>
internal static class Loader
{
    public static async Task<LoadedModel> LoadAsync(
        ModelLocation location, LoadOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (Console.IsErrorRedirected)
        {
            return await ModelLoader.LoadAsync(location, options, progress: null, loggers, cancellationToken);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true).StartAsync(async context =>
        {
            ProgressTask bar = context.AddTask($"loading {Markup.Escape(location.Name)}", maxValue: 1);
            var progress = new Progress<LoadProgress>(p =>
            {
                bar.Description = Markup.Escape($"{location.Name}: {p.Stage}");
                bar.Value = p.Fraction;
            });
            return await ModelLoader.LoadAsync(location, options, progress, loggers, cancellationToken);
        });
    }
}
