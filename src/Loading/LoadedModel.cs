using Xinference.Catalog;
using Xinference.Engine;
using Xinference.Inference;
using Xinference.Kernels;
using Xinference.Models;
using Xinference.Tokenizers;
using Xinference.Tokenizers.Templates;

namespace Xinference.Loading;

/// <summary>A model that takes requests. Disposing stops the engine and unmaps the weights.</summary>
public sealed class LoadedModel : IAsyncDisposable
{
    private readonly LocalGateway _gateway;
    private readonly ThreadTeam _team;
    private readonly ModelFiles _files;

    internal LoadedModel(LocalGateway gateway, ThreadTeam team, ModelFiles files)
    {
        _gateway = gateway;
        _team = team;
        _files = files;
    }

    /// <summary>Where it was loaded from, and what it goes by.</summary>
    public required ModelLocation Location { get; init; }

    /// <summary>What was loaded and how it runs.</summary>
    public required ModelSummary Summary { get; init; }

    /// <summary>Text to token ids and back.</summary>
    public required ITokenizer Tokenizer { get; init; }

    /// <summary>How a conversation becomes a prompt; null where the model brings no template that can be used.</summary>
    public required ChatTemplate? Template { get; init; }

    /// <summary>Why the template that the model brings cannot be used, for people; null where it can.</summary>
    public required string? TemplateFault { get; init; }

    /// <summary>What keeps faster kernels from running on this processor, for people; null where nothing does.</summary>
    public required string? KernelsFault { get; init; }

    /// <summary>The sampling its makers recommend.</summary>
    public required SamplingOptions DefaultSampling { get; init; }

    /// <summary>Runs generations.</summary>
    public IInferenceGateway Gateway => _gateway;

    /// <summary>Takes nothing new, lets what is in finish, and stops; what still runs at the deadline ends as failed.</summary>
    public Task DrainAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => _gateway.DrainAsync(timeout, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _team.Dispose();
        _files.Dispose();
    }
}
