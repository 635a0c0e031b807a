namespace Xinference.Loading;

/// <summary>A model cannot be loaded as asked; the message says why, with the numbers, and what could be done.</summary>
public sealed class LoadException : Exception
{
    /// <summary>With a message for people.</summary>
    public LoadException(string message)
        : base(message)
    {
    }

    /// <summary>With a message for people and what caused it.</summary>
    public LoadException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
