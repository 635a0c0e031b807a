namespace Xinference.Serving;

/// <summary>A text that is so long that its tokens cannot fit in the model's context, however long each of them is.</summary>
public sealed class PromptTooLongException : Exception
{
    /// <summary>An exception without a message.</summary>
    public PromptTooLongException()
    {
    }

    /// <summary>An exception with a message for the user.</summary>
    public PromptTooLongException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message for the user and its cause.</summary>
    public PromptTooLongException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
