namespace Xinference.Api;

/// <summary>Gathers everything that is wrong with a request, so that it can be told at once.</summary>
internal sealed class Faults
{
    // A hostile body could hold a million of them: the rest are only counted.
    private const int MaxListed = 20;

    private readonly List<(string Param, string Message, string? Code)> _listed = [];
    private int _count;

    /// <summary>Whether what is added from now on is counted only, so that its message is not worth making.</summary>
    public bool IsFull => _listed.Count == MaxListed;

    public void Add(string param, string message, string? code = null)
    {
        _count++;
        if (!IsFull)
        {
            _listed.Add((param, message, code));
        }
    }

    /// <summary>Counts a fault without a message.</summary>
    public void AddUnlisted() => _count++;

    /// <exception cref="ApiException">Something is wrong: status 400, all messages, field and code of the first.</exception>
    public void ThrowIfAny()
    {
        if (_listed.Count > 0)
        {
            throw ApiException.BadRequest(Describe(), _listed[0].Param, _listed[0].Code ?? "invalid_value");
        }
    }

    private string Describe()
    {
        if (_count == 1)
        {
            return _listed[0].Message;
        }

        IEnumerable<string> listed = _listed.Select((fault, i) => $"({i + 1}) {fault.Message}");
        string more = _count > _listed.Count ? $"; and {_count - _listed.Count} more" : "";
        return $"{_count} faults: {string.Join("; ", listed)}{more}";
    }
}
