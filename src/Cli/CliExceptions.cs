namespace Xinference.Cli;

/// <summary>Options that parse one by one but make no sense together.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The server cannot listen where it was told to.</summary>
internal sealed class ListenException(string message) : Exception(message);

/// <summary>The server at <c>--endpoint</c> cannot be reached or refused the request.</summary>
internal sealed class EndpointException(string message) : Exception(message);
