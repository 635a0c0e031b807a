namespace Xinference.Compiler;

/// <summary>What a program can take in one step.</summary>
/// <param name="MaxTokens">Tokens of one step.</param>
/// <param name="MaxSequences">Sequences of one step, and rows of logits.</param>
/// <param name="ContextLength">Positions of one sequence.</param>
/// <param name="VocabularySize">Width of a row of logits, or of what else comes out for a sequence.</param>
public readonly record struct ProgramLimits(int MaxTokens, int MaxSequences, int ContextLength, int VocabularySize);
