namespace Xinference.Tokenizers.Templates;

/// <summary>A place in a template source, both counted from 1.</summary>
internal readonly record struct Position(int Line, int Column);
