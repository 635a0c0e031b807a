namespace Xinference.Tokenizers;

/// <summary>What one step of a compiled pattern does.</summary>
internal enum PatternOp
{
    /// <summary>Takes one code point out of the set.</summary>
    One,

    /// <summary>Takes X to Y code points out of the set, as many as there are, and may give some back.</summary>
    Run,

    /// <summary>Like <see cref="Run"/>, giving nothing back.</summary>
    RunPossessive,

    /// <summary>Goes on at X, and at Y if that fails.</summary>
    Split,

    /// <summary>Goes on at X.</summary>
    Jump,

    /// <summary>Remembers the place in slot X.</summary>
    Mark,

    /// <summary>Fails if the place is still the one in slot X: an empty round of a loop.</summary>
    Moved,

    /// <summary>Matches what follows up to <see cref="Accept"/> on its own, then goes on at X.</summary>
    Atomic,

    /// <summary>A condition of the <see cref="LookKind"/> Y on what follows up to <see cref="Accept"/>, then goes on at X.</summary>
    Look,

    /// <summary>A condition of the <see cref="AnchorKind"/> Y.</summary>
    Anchor,

    /// <summary>The end of the pattern or of an inner one.</summary>
    Accept,
}

/// <summary>One step of a compiled pattern.</summary>
internal readonly record struct PatternStep(PatternOp Op, CharSet? Set, int X, int Y, int Width);

/// <summary>Turns a syntax tree into steps.</summary>
internal sealed class PatternCompiler
{
    private const int MaxSteps = 20_000;

    private readonly List<PatternStep> _steps = [];

    public int Slots { get; private set; }

    public PatternStep[] Compile(PatternNode node)
    {
        Emit(node);
        Add(PatternOp.Accept);
        return [.. _steps];
    }

    private void Emit(PatternNode node)
    {
        switch (node)
        {
            case SetNode set:
                Add(PatternOp.One, set.Set);
                break;
            case SequenceNode sequence:
                foreach (PatternNode item in sequence.Items)
                {
                    Emit(item);
                }

                break;
            case ChoiceNode choice:
                EmitChoice(choice.Alternatives);
                break;
            case RepeatNode { Greed: Greed.Possessive } repeat when Single(repeat.Item) is null:
                EmitInner(PatternOp.Atomic, repeat with { Greed = Greed.Greedy }, 0, 0);
                break;
            case RepeatNode repeat:
                EmitRepeat(repeat);
                break;
            case AtomicNode atomic:
                EmitInner(PatternOp.Atomic, atomic.Item, 0, 0);
                break;
            case LookNode look:
                int width = look.Kind is LookKind.Behind or LookKind.NotBehind ? Width(look.Item) : 0;
                EmitInner(PatternOp.Look, look.Item, (int)look.Kind, width);
                break;
            case AnchorNode anchor:
                Add(PatternOp.Anchor, null, 0, (int)anchor.Kind);
                break;
        }
    }

    private void EmitChoice(IReadOnlyList<PatternNode> alternatives)
    {
        List<int> ends = [];
        for (int i = 0; i < alternatives.Count - 1; i++)
        {
            int split = Add(PatternOp.Split);
            Emit(alternatives[i]);
            ends.Add(Add(PatternOp.Jump));
            _steps[split] = new PatternStep(PatternOp.Split, null, split + 1, _steps.Count, 0);
        }

        Emit(alternatives[^1]);
        foreach (int end in ends)
        {
            _steps[end] = new PatternStep(PatternOp.Jump, null, _steps.Count, 0, 0);
        }
    }

    private void EmitRepeat(RepeatNode repeat)
    {
        if (repeat.Greed != Greed.Lazy && Single(repeat.Item) is { } set)
        {
            Add(repeat.Greed == Greed.Greedy ? PatternOp.Run : PatternOp.RunPossessive, set, repeat.Min, repeat.Max);
            return;
        }

        for (int i = 0; i < repeat.Min; i++)
        {
            Emit(repeat.Item);
        }

        if (repeat.Max == int.MaxValue)
        {
            EmitLoop(repeat);
            return;
        }

        List<int> splits = [];
        for (int i = repeat.Min; i < repeat.Max; i++)
        {
            splits.Add(Add(PatternOp.Split));
            Emit(repeat.Item);
        }

        foreach (int split in splits)
        {
            _steps[split] = Branch(repeat.Greed, split + 1, _steps.Count);
        }
    }

    private void EmitLoop(RepeatNode repeat)
    {
        int slot = Slots++;
        int split = Add(PatternOp.Split);
        Add(PatternOp.Mark, null, slot);
        Emit(repeat.Item);
        Add(PatternOp.Moved, null, slot);
        Add(PatternOp.Jump, null, split);
        _steps[split] = Branch(repeat.Greed, split + 1, _steps.Count);
    }

    private static PatternStep Branch(Greed greed, int inside, int after) =>
        greed == Greed.Lazy
            ? new PatternStep(PatternOp.Split, null, after, inside, 0)
            : new PatternStep(PatternOp.Split, null, inside, after, 0);

    private void EmitInner(PatternOp op, PatternNode node, int kind, int width)
    {
        int start = Add(op);
        Emit(node);
        Add(PatternOp.Accept);
        _steps[start] = new PatternStep(op, null, _steps.Count, kind, width);
    }

    private int Add(PatternOp op, CharSet? set = null, int x = 0, int y = 0)
    {
        if (_steps.Count >= MaxSteps)
        {
            throw new TokenizerException($"a split pattern is too large: it needs more than {MaxSteps} steps");
        }

        _steps.Add(new PatternStep(op, set, x, y, 0));
        return _steps.Count - 1;
    }

    private static CharSet? Single(PatternNode node) => node switch
    {
        SetNode set => set.Set,
        SequenceNode { Items: [var only] } => Single(only),
        _ => null,
    };

    private static int Width(PatternNode node) => node switch
    {
        SetNode => 1,
        SequenceNode sequence => sequence.Items.Sum(Width),
        ChoiceNode choice when choice.Alternatives.Select(Width).Distinct().Count() == 1 => Width(choice.Alternatives[0]),
        RepeatNode { Min: var min, Max: var max } repeat when min == max => min * Width(repeat.Item),
        AtomicNode atomic => Width(atomic.Item),
        LookNode or AnchorNode => 0,
        _ => throw new TokenizerException("a split pattern looks behind over a varying number of characters; that is not supported"),
    };
}
