using System.Collections.Immutable;
using System.Text.Json;
using Xinference.Serving;

namespace Xinference.Api;

/// <summary>Token ids in requests.</summary>
internal static class TokenIds
{
    /// <summary>Reads a list of ids; false if it holds anything else.</summary>
    public static bool TryRead(JsonElement list, out ImmutableArray<int> ids)
    {
        var read = ImmutableArray.CreateBuilder<int>(list.GetArrayLength());
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out int id))
            {
                ids = [];
                return false;
            }

            read.Add(id);
        }

        ids = read.DrainToImmutable();
        return true;
    }

    /// <exception cref="ApiException">One of them is no token of the model.</exception>
    public static void Check(ServedModel model, IEnumerable<int> ids, string param)
    {
        int size = Math.Min(model.Gateway.Limits.VocabularySize, model.Tokenizer.VocabularySize);
        foreach (int id in ids)
        {
            if (id < 0 || id >= size)
            {
                throw ApiException.BadRequest(
                    $"'{param}' holds token id {id}, but model '{model.Uid}' has ids from 0 to {size - 1}", param, "invalid_token_id");
            }
        }
    }
}
