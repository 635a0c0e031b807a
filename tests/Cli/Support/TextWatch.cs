using System.Text;

namespace Xinference.Cli.Tests.Support;

/// <summary>Collects what a stream says, and wakes those who wait for something in it.</summary>
internal sealed class TextWatch
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _changed = NewSignal();
    private bool _ended;

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return _text.ToString();
            }
        }
    }

    public async Task ReadAsync(TextReader reader)
    {
        char[] buffer = new char[4096];
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            Change(() => _text.Append(buffer, 0, count));
        }

        Change(() => _ended = true);
    }

    /// <summary>The text once it meets a condition; false in the second part when the stream ended before.</summary>
    public async Task<(string Text, bool Met)> WaitForAsync(Func<string, bool> condition)
    {
        while (true)
        {
            Task next;
            string text;
            bool ended;
            lock (_gate)
            {
                (text, ended, next) = (_text.ToString(), _ended, _changed.Task);
            }

            if (condition(text) || ended)
            {
                return (text, condition(text));
            }

            await next;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action change)
    {
        TaskCompletionSource old;
        lock (_gate)
        {
            change();
            (old, _changed) = (_changed, NewSignal());
        }

        old.SetResult();
    }
}
