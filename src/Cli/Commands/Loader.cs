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
        LoadedModel model = Console.IsErrorRedirected
            ? await ModelLoader.LoadAsync(location, options, progress: null, loggers, cancellationToken)
            : await LoadWithProgressAsync(location, options, loggers, cancellationToken);
        foreach (string fault in new[] { model.TemplateFault, model.KernelsFault }.OfType<string>())
        {
            await Console.Error.WriteLineAsync($"warning: {fault}");
        }

        return model;
    }

    private static async Task<LoadedModel> LoadWithProgressAsync(
        ModelLocation location, LoadOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
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
