using System.Runtime.CompilerServices;

namespace Xinference.Tokenizers.Templates;

/// <summary>Counts what one render uses and stops it at the limits or on cancellation.</summary>
internal sealed class Budget(TemplateLimits limits, CancellationToken cancellation)
{
    private const int CancellationInterval = 1024;
    private const int UnitsPerElement = 8;
    private const int CharactersPerStep = 64;

    private long _steps;
    private long _allocated;
    private int _depth;
    private int _untilCheck = CancellationInterval;

    public TemplateLimits Limits { get; } = limits;

    public void Step(long count = 1)
    {
        _steps += count;
        if (_steps > Limits.MaxSteps)
        {
            throw Exceeded(nameof(Limits.MaxSteps), Limits.MaxSteps);
        }

        if (--_untilCheck <= 0)
        {
            _untilCheck = CancellationInterval;
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Goes one level deeper; a fault ends the render, so only the normal way out needs <see cref="Leave"/>.</summary>
    public void Enter()
    {
        Step();
        if (++_depth > Limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Exceeded(nameof(Limits.MaxDepth), Limits.MaxDepth);
        }
    }

    public void Leave() => _depth--;

    /// <summary>Pays for reading a text from end to end.</summary>
    public void Scan(long characters) => Step(1 + (characters / CharactersPerStep));

    /// <summary>Pays for a search whose worst case is the product of both lengths.</summary>
    public void Search(long haystack, long needle)
    {
        Scan(haystack);
        Pairs(haystack, Math.Min(needle, haystack));
    }

    /// <summary>Pays for looking up each character of one text in another.</summary>
    public void Pairs(long characters, long among) => Step(1 + (characters * among / (16 * CharactersPerStep)));

    /// <summary>Pays for hashing and comparing a key.</summary>
    public void Key(Value key)
    {
        if (key is TupleValue tuple)
        {
            Step(tuple.Items.Count);
            tuple.Items.ForEach(item => Scan(Characters(item)));
        }
        else
        {
            Scan(Characters(key));
        }

        static int Characters(Value value) => value is StringValue text ? text.Text.Length : 0;
    }

    /// <summary>Refuses a text of this length before it is made, and pays for it.</summary>
    public void Text(long length)
    {
        if (length > Limits.MaxStringLength)
        {
            throw Exceeded(nameof(Limits.MaxStringLength), Limits.MaxStringLength);
        }

        Allocate(length);
        Scan(length);
    }

    /// <summary>Refuses a collection that would reach this size, and pays for the elements that are added to it.</summary>
    public void Elements(long size, long added)
    {
        if (size > Limits.MaxCollectionSize)
        {
            throw Exceeded(nameof(Limits.MaxCollectionSize), Limits.MaxCollectionSize);
        }

        Allocate(added * UnitsPerElement);
        Step(1 + (added / UnitsPerElement));
    }

    public void Elements(long size) => Elements(size, size);

    public void Output(long length)
    {
        if (length > Limits.MaxOutputLength)
        {
            throw Exceeded(nameof(Limits.MaxOutputLength), Limits.MaxOutputLength);
        }
    }

    private void Allocate(long units)
    {
        _allocated += units;
        if (_allocated > Limits.MaxAllocation)
        {
            throw Exceeded(nameof(Limits.MaxAllocation), Limits.MaxAllocation);
        }
    }

    private static TemplateFault Exceeded(string limit, long value) => new($"the render passes the limit {limit} = {value}");
}
