namespace Xinference.Api;

/// <summary>An error as OpenAI's clients expect it.</summary>
/// <param name="Error">What went wrong.</param>
internal sealed record ErrorBody(ErrorDetail Error)
{
    /// <summary>The message once more, where Xinference's own clients look for it.</summary>
    public string Detail => Error.Message;
}

/// <summary>What went wrong.</summary>
/// <param name="Message">For people: what is wrong and what to do.</param>
/// <param name="Type">The kind of error, such as <c>invalid_request_error</c>.</param>
/// <param name="Param">The request field at fault.</param>
/// <param name="Code">For programs, such as <c>model_not_found</c>.</param>
internal sealed record ErrorDetail(string Message, string Type, string? Param, string? Code);
