using Xinference.Api;
using Xinference.Catalog;
using Xinference.Loading;

namespace Xinference.Cli.Hosting;

/// <summary>What to serve, and where.</summary>
internal sealed record ServerSettings
{
    public required ModelLocation Model { get; init; }

    public required LoadOptions Load { get; init; }

    /// <summary>Name that clients ask for; null: the model's own.</summary>
    public required string? Uid { get; init; }

    public required string Host { get; init; }

    /// <summary>0 takes a free one.</summary>
    public required int Port { get; init; }

    public required ApiOptions Api { get; init; }
}
