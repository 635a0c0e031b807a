namespace Xinference.Catalog;

/// <summary>No model goes by a name, or its files cannot be put in place; the message says what to do.</summary>
public sealed class CatalogException : Exception
{
    /// <summary>With a message for people.</summary>
    public CatalogException(string message)
        : base(message)
    {
    }

    /// <summary>With a message for people and what caused it.</summary>
    public CatalogException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
