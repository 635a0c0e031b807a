namespace Xinference.Peers;

/// <summary>A fault with a message for the person who runs the benchmark.</summary>
public sealed class BenchException(string message) : Exception(message);
