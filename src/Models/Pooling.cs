namespace Xinference.Models;

/// <summary>How the rows of a sequence become one vector.</summary>
public enum Pooling
{
    /// <summary>They do not: the model continues text.</summary>
    None,

    /// <summary>The mean of all rows.</summary>
    Mean,

    /// <summary>The first row.</summary>
    Cls,

    /// <summary>The last row.</summary>
    Last,

    /// <summary>A classifier over the first row; its first output is the score of a query with a document.</summary>
    Rank,
}
