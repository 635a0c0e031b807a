namespace Xinference.Api;

/// <summary>How the API behaves towards its clients.</summary>
public sealed record ApiOptions
{
    /// <summary>What clients must send as <c>Authorization: Bearer …</c>; null lets everybody in.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Bytes of a request body at the most, ≥ 1.</summary>
    public int MaxBodyBytes { get; init; } = 16 << 20;

    /// <summary>Levels of nesting in a request body at the most, ≥ 1.</summary>
    public int MaxJsonDepth { get; init; } = 64;

    /// <summary>Texts one request may ask for at the most (prompts times <c>n</c>), ≥ 1.</summary>
    public int MaxChoices { get; init; } = 128;

    /// <summary>
    /// Origins whose web pages may call the API (CORS), <c>*</c> for all. Empty by default: otherwise any page a user visits could use the
    /// models on his machine.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>How long running requests may go on once the host stops; those left then end with an error.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    internal void ThrowIfInvalid()
    {
        if (ApiKey is { } key && string.IsNullOrWhiteSpace(key))
        {
            throw new ArgumentException("the API key is empty: leave it out to let everybody in");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBodyBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxJsonDepth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxChoices, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(DrainTimeout, TimeSpan.Zero);
    }
}
