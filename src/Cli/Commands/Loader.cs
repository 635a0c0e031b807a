using Microsoft.Extensions.Logging;
using Spectre.Console;
using Xinference.Catalog;
using Xinference.Loading;

namespace Xinference.Cli.Commands;

/// <summary>Loads models with a progress bar on standard error, where that is a terminal.</summary>
internal static class Loader
{
    public static async Task<LoadedModel> LoadAsync(
        ModelLocation location, LoadOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        LoadedModel model = await WithProgressAsync(
            location, progress => ModelLoader.LoadAsync(location, options, progress, loggers, cancellationToken));
        foreach (string fault in new[] { model.TemplateFault, model.KernelsFault }.OfType<string>())
        {
            await Console.Error.WriteLineAsync($"warning: {fault}");
        }

        return model;
    }

    /// <summary>Loads a model for embeddings or scores.</summary>
    public static Task<SequenceModel> LoadSequenceModelAsync(ModelLocation location, LoadOptions options, CancellationToken cancellationToken) =>
        WithProgressAsync(location, progress => SequenceModelLoader.LoadAsync(location, options, progress, cancellationToken));

    private static async Task<T> WithProgressAsync<T>(ModelLocation location, Func<IProgress<LoadProgress>?, Task<T>> load)
    {
        if (Console.IsErrorRedirected)
        {
            return await load(null);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true).StartAsync(async context =>
        {
            ProgressTask bar = context.AddTask($"loading {Markup.Escape(location.Name)}", maxValue: 1);
            return await load(new Progress<LoadProgress>(p =>
            {
                bar.Description = Markup.Escape($"{location.Name}: {p.Stage}");
                bar.Value = p.Fraction;
            }));
        });
    }
}
