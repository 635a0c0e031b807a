using System.Runtime.InteropServices;

namespace Xinference.Tokenizers;

/// <summary>Runs a compiled pattern over one text with an explicit stack of the choices left. The text is well-formed UTF-16.</summary>
internal sealed class PatternMatcher(PatternStep[] steps, int slots, string text, string source)
{
    private readonly int[] _marks = new int[slots];
    private readonly List<Choice> _choices = [];
    private long _budget = 1_000_000 + (256L * text.Length);

    /// <summary>The end of the match that starts here, or -1.</summary>
    public int MatchAt(int start)
    {
        int end = Run(0, start);
        _choices.Clear();
        return end;
    }

    private int Run(int step, int at)
    {
        int floor = _choices.Count;
        while (true)
        {
            if (--_budget < 0)
            {
                throw new TokenizerException($"the split pattern '{source}' takes too many steps on this text");
            }

            if (steps[step].Op == PatternOp.Accept)
            {
                CollectionsMarshal.SetCount(_choices, floor);
                return at;
            }

            (step, at) = Advance(in steps[step], step, at);
            if (at < 0)
            {
                if (_choices.Count == floor)
                {
                    return -1;
                }

                (step, at) = NextChoice();
            }
        }
    }

    private (int Step, int At) Advance(ref readonly PatternStep current, int step, int at) => current.Op switch
    {
        PatternOp.One => (step + 1, TakeOne(current.Set!, at)),
        PatternOp.Run => (step + 1, TakeRun(in current, step + 1, at)),
        PatternOp.RunPossessive => (step + 1, TakeRun(in current, -1, at)),
        PatternOp.Split => Branch(in current, at),
        PatternOp.Jump => (current.X, at),
        PatternOp.Mark => Mark(current.X, step, at),
        PatternOp.Moved => (step + 1, _marks[current.X] == at ? -1 : at),
        PatternOp.Atomic => (current.X, Run(step + 1, at)),
        PatternOp.Look => (current.X, Holds(in current, step, at) ? at : -1),
        PatternOp.Anchor => (step + 1, Stands((AnchorKind)current.Y, at) ? at : -1),
        _ => throw new InvalidOperationException($"no such step: {current.Op}"),
    };

    private (int Step, int At) Branch(ref readonly PatternStep current, int at)
    {
        _choices.Add(new Choice(current.Y, at, at));
        return (current.X, at);
    }

    private (int Step, int At) Mark(int slot, int step, int at)
    {
        _marks[slot] = at;
        return (step + 1, at);
    }

    private (int Step, int At) NextChoice()
    {
        Choice choice = _choices[^1];
        if (choice.At == choice.Least)
        {
            _choices.RemoveAt(_choices.Count - 1);
            return (choice.Step, choice.At);
        }

        int shorter = Before(choice.At);
        if (shorter == choice.Least)
        {
            _choices.RemoveAt(_choices.Count - 1);
        }
        else
        {
            _choices[^1] = choice with { At = shorter };
        }

        return (choice.Step, shorter);
    }

    private int TakeOne(CharSet set, int at) =>
        at < text.Length && set.Contains(CodePoint(at, out int next)) ? next : -1;

    private int TakeRun(ref readonly PatternStep current, int giveBackTo, int at)
    {
        int count = 0;
        int least = current.X == 0 ? at : -1;
        while (count < current.Y && at < text.Length && current.Set!.Contains(CodePoint(at, out int next)))
        {
            at = next;
            if (++count == current.X)
            {
                least = at;
            }
        }

        _budget -= count;
        if (least < 0)
        {
            return -1;
        }

        if (giveBackTo >= 0 && at > least)
        {
            _choices.Add(new Choice(giveBackTo, at, least));
        }

        return at;
    }

    private bool Holds(ref readonly PatternStep current, int step, int at)
    {
        for (int i = 0; i < current.Width; i++)
        {
            if (at == 0)
            {
                return (LookKind)current.Y == LookKind.NotBehind;
            }

            at = Before(at);
        }

        bool found = Run(step + 1, at) >= 0;
        return found == ((LookKind)current.Y is LookKind.Ahead or LookKind.Behind);
    }

    private bool Stands(AnchorKind kind, int at) => kind switch
    {
        AnchorKind.LineStart => at == 0 || text[at - 1] == '\n',
        AnchorKind.LineEnd => at == text.Length || text[at] == '\n',
        AnchorKind.TextStart => at == 0,
        AnchorKind.TextEnd => at == text.Length,
        AnchorKind.TextEndOrLastNewline => at == text.Length || (at == text.Length - 1 && text[at] == '\n'),
        AnchorKind.WordBoundary => AtWordBoundary(at),
        AnchorKind.NoWordBoundary => !AtWordBoundary(at),
    };

    private bool AtWordBoundary(int at)
    {
        bool before = at > 0 && CharSet.Word.Contains(CodePoint(Before(at), out _));
        bool after = at < text.Length && CharSet.Word.Contains(CodePoint(at, out _));
        return before != after;
    }

    private int Before(int at) => at - (at > 1 && char.IsLowSurrogate(text[at - 1]) ? 2 : 1);

    private int CodePoint(int at, out int next)
    {
        char unit = text[at];
        if (char.IsHighSurrogate(unit) && at + 1 < text.Length)
        {
            next = at + 2;
            return char.ConvertToUtf32(unit, text[at + 1]);
        }

        next = at + 1;
        return unit;
    }

    /// <summary>A place to go on from: <paramref name="At"/> first, then shorter down to <paramref name="Least"/>.</summary>
    private readonly record struct Choice(int Step, int At, int Least);
}
