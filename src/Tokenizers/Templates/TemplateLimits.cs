namespace Xinference.Tokenizers.Templates;

/// <summary>The bounds inside which an untrusted template is parsed and rendered; passing one is a <see cref="TemplateException"/>.</summary>
public sealed record TemplateLimits
{
    /// <summary>Longest template source, in UTF-16 units.</summary>
    public int MaxSourceLength { get; init; } = 1 << 20;

    /// <summary>Deepest nesting of blocks and brackets in the source.</summary>
    public int MaxNesting { get; init; } = 100;

    /// <summary>Deepest chain of expressions, statements and macro calls while rendering, and deepest nested value.</summary>
    public int MaxDepth { get; init; } = 1000;

    /// <summary>Most steps of one render: one for each expression, statement and element looked at, more for long texts.</summary>
    public long MaxSteps { get; init; } = 10_000_000;

    /// <summary>Longest rendered text, in UTF-16 units.</summary>
    public int MaxOutputLength { get; init; } = 1 << 24;

    /// <summary>Longest text of one value, in UTF-16 units.</summary>
    public int MaxStringLength { get; init; } = 1 << 24;

    /// <summary>Most elements of one list, tuple or dict.</summary>
    public int MaxCollectionSize { get; init; } = 1 << 20;

    /// <summary>Most storage that one render may ask for in all, in UTF-16 units; an element of a collection counts eight.</summary>
    public long MaxAllocation { get; init; } = 1 << 26;

    /// <summary>The bounds that suit the templates of published models with room to spare.</summary>
    public static TemplateLimits Default { get; } = new();
}
