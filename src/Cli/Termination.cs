using System.Runtime.InteropServices;

namespace Xinference.Cli;

/// <summary>The first Ctrl-C or SIGTERM asks a command to end, the second ends the program at once.</summary>
internal sealed class Termination : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;
    private int _exitCode = ExitCodes.Cancelled;

    public Termination() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, ExitCodes.Cancelled)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, ExitCodes.Terminated)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _asked.Token;

    /// <summary>What the program ends with when a signal cut a command short.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    /// <summary>Waits for a command; once a signal has come, no longer than <paramref name="grace"/>.</summary>
    /// <exception cref="OperationCanceledException">The command was cut short.</exception>
    public async Task<int> WaitAsync(Task<int> command, TimeSpan grace)
    {
        var signal = new TaskCompletionSource();
        await using CancellationTokenRegistration registration = Token.Register(signal.SetResult);
        if (await Task.WhenAny(command, signal.Task) == signal.Task
            && await Task.WhenAny(command, Task.Delay(grace, CancellationToken.None)) != command)
        {
            throw new OperationCanceledException(Token);
        }

        return await command;
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _asked.Dispose();
    }

    private void OnSignal(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;
        Volatile.Write(ref _exitCode, exitCode);
        if (Interlocked.Increment(ref _signals) > 1)
        {
            Environment.Exit(exitCode);
        }

        _asked.Cancel();
    }
}
