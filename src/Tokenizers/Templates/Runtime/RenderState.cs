namespace Xinference.Tokenizers.Templates;

/// <summary>What all scopes of one render share.</summary>
internal sealed record RenderState(Budget Budget, TimeProvider Time);
