namespace Xinference.Kernels;

/// <summary>Numbers of GPT-OSS's gate.</summary>
internal static class ClampedGate
{
    /// <summary>Largest gate, and largest magnitude of what it lets through.</summary>
    public const float Limit = 7;

    /// <summary>Multiplies the gate within the sigmoid.</summary>
    public const float Slope = 1.702f;
}
