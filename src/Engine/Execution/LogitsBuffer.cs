namespace Xinference.Engine.Execution;

/// <summary>Logits of a step, <c>[Rows, VocabularySize]</c>; allocated once.</summary>
/// <param name="rows">Rows it can hold, ≥ 1.</param>
/// <param name="vocabularySize">Elements of a row, ≥ 1.</param>
public sealed class LogitsBuffer(int rows, int vocabularySize)
{
    private readonly float[] _values = GC.AllocateUninitializedArray<float>(checked(rows * vocabularySize), pinned: true);

    /// <summary>Elements of a row.</summary>
    public int VocabularySize { get; } = vocabularySize;

    /// <summary>One row, <c>[VocabularySize]</c>.</summary>
    public Span<float> Row(int row) => _values.AsSpan(row * VocabularySize, VocabularySize);

    /// <summary>The first rows, <c>[count, VocabularySize]</c>.</summary>
    public Span<float> Rows(int count) => _values.AsSpan(0, count * VocabularySize);
}
