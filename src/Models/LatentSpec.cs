namespace Xinference.Models;

/// <summary>
/// Attention whose keys and values come from a narrow latent vector, DeepSeek-AI 2024 (MLA). A head of queries and keys is a plain part, which the
/// latent vector gives, and a rotated part, the same for all heads of keys.
/// </summary>
/// <param name="QueryRank">Width of the queries' own latent vector; 0: queries come straight from the stream.</param>
/// <param name="Rank">Width of the latent vector.</param>
/// <param name="PlainDim">Elements of a head that are not rotated.</param>
/// <param name="RotatedDim">Elements of a head that are rotated.</param>
/// <param name="ValueDim">Elements of a head of values, at most those of a key.</param>
public sealed record LatentSpec(int QueryRank, int Rank, int PlainDim, int RotatedDim, int ValueDim);
