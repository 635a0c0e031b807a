namespace Xinference.Models;

/// <summary>A model that is whole as a file but cannot be run; the message says what about it and what could be done.</summary>
public sealed class ModelException(string message) : Exception(message);
