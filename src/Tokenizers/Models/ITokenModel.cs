namespace Xinference.Tokenizers;

/// <summary>Turns one word into token ids.</summary>
internal interface ITokenModel
{
    /// <summary>Appends the ids of a non-empty word.</summary>
    void Tokenize(string word, List<int> ids);
}
