namespace Xinference.Cli;

/// <summary>What the program's exit code tells a script; also on the help page.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>A fault of the program.</summary>
    public const int Failure = 1;

    /// <summary>The command line makes no sense, or the prompt does not fit the model.</summary>
    public const int Usage = 2;

    /// <summary>The model or file is missing, broken, unsupported or too large.</summary>
    public const int Model = 3;

    /// <summary>The server cannot listen where it was told to.</summary>
    public const int Listen = 4;

    /// <summary>The server at <c>--endpoint</c> cannot be reached or refused the request.</summary>
    public const int Endpoint = 5;

    /// <summary>Ended by Ctrl-C before it was done: 128 and the signal's number, as shells have it.</summary>
    public const int Cancelled = 128 + 2;

    /// <summary>Ended by SIGTERM before it was done.</summary>
    public const int Terminated = 128 + 15;
}
