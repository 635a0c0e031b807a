using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using Xinference.Peers;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var cancel = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
RootCommand root = BenchCommand.Create((options, _) => new BenchSession(options).RunAsync(cancel.Token));
try
{
    return await root.Parse(args).InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, CancellationToken.None);
}
catch (OperationCanceledException) when (cancel.IsCancellationRequested)
{
    Console.Error.WriteLine("cancelled; --resume goes on from here");
    return 130;
}
catch (BenchException e)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 1;
}

// the process under way is ended with its children before this one
void Cancel(PosixSignalContext context)
{
    context.Cancel = true;
    cancel.Cancel();
}
