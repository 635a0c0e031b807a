namespace Xinference.Api;

/// <summary>Gathers everything that is wrong with a request, so that it can be told at once.</summary>
internal sealed class Faults
{
    // A hostile body could hold a million of them.
    private const int MaxListed = 20;

    private readonly List<(string Param, string Message, string? Code)> _faults = [];

    public void Add(string param, string message, string? code = null) => _faults.Add((param, message, code));

    /// <exception cref="ApiException">Something is wrong: status 400, all messages, field and code of the first.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0)
        {
            throw ApiException.BadRequest(Describe(), _faults[0].Param, _faults[0].Code ?? "invalid_value");
        }
    }

    private string Describe()
    {
        if (_faults.Count == 1)
        {
            return _faults[0].Message;
        }

        IEnumerable<string> listed = _faults.Take(MaxListed).Select((fault, i) => $"({i + 1}) {fault.Message}");
        string more = _faults.Count > MaxListed ? $"; and {_faults.Count - MaxListed} more" : "";
        return $"{_faults.Count} faults: {string.Join("; ", listed)}{more}";
    }
}
