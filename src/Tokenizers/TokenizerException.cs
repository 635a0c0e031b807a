namespace Xinference.Tokenizers;

/// <summary>A tokenizer file is broken or asks for something unknown, or a text or id cannot be handled; the message says which and what to do.</summary>
public sealed class TokenizerException : Exception
{
    /// <summary>An exception without a message.</summary>
    public TokenizerException()
    {
    }

    /// <summary>An exception with a message for the user.</summary>
    public TokenizerException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message for the user and its cause.</summary>
    public TokenizerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
