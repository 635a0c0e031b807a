using Xinference.Tensors;

namespace Xinference.Kernels;

/// <summary>
/// The op set. One implementation is a rung: <c>reference</c> (scalar, never optimised), <c>simd</c> (portable vectors), later machine
/// code emitted for the CPU at hand. All work on one row or one head, so that callers hand out chunks to a <see cref="ThreadTeam"/>;
/// what a row gives never depends on its neighbours.
/// </summary>
public unsafe interface IKernels
{
    /// <summary>The rung's name as <c>XINFERENCE_CPU</c> spells it.</summary>
    string Name { get; }

    /// <summary>Whether <see cref="Pack"/> and <see cref="ReadRow"/> take this storage type.</summary>
    bool Supports(DType type);

    /// <summary>
    /// Brings a weight matrix <c>[rows, columns]</c> into the layout this rung multiplies with. The result may look into
    /// <paramref name="matrix"/>, whose owner must outlive it.
    /// </summary>
    /// <param name="matrix">The weights as stored.</param>
    /// <param name="compute">Decides with the type how the product reads its activations, see <see cref="ActivationsFor"/>.</param>
    /// <exception cref="NotSupportedException">The rung does not take this type.</exception>
    PackedMatrix Pack(TensorView matrix, ComputeMode compute = ComputeMode.F32);

    /// <summary>How products with weights of a type read their activations.</summary>
    ActivationFormat ActivationsFor(DType type, ComputeMode compute);

    /// <summary>Brings one row of activations into groups of integers: <paramref name="groups"/> holds <c>⌈columns / 32⌉</c>.</summary>
    void Quantize(float* x, QuantizedGroup* groups, int columns);

    /// <summary>Row <paramref name="row"/> of a table as floats: <paramref name="y"/> is <c>[columns]</c>.</summary>
    void ReadRow(TensorView table, long row, float* y);

    /// <summary>
    /// <c>y = x / sqrt(mean(x²) + epsilon) · weight</c> over <paramref name="length"/> elements; in place allowed. Zhang and
    /// Sennrich 2019.
    /// </summary>
    void RmsNorm(float* x, float* weight, float epsilon, float* y, int length);

    /// <summary><c>y += x</c> over <paramref name="length"/> elements.</summary>
    void Add(float* x, float* y, int length);

    /// <summary><c>y = gate · sigmoid(gate) · up</c> over <paramref name="length"/> elements; in place allowed. Shazeer 2020.</summary>
    void SiluMultiply(float* gate, float* up, float* y, int length);

    /// <summary><c>x = factor · x</c> over <paramref name="length"/> elements.</summary>
    void Scale(float* x, float factor, int length);

    /// <summary><c>y += factor · x</c> over <paramref name="length"/> elements.</summary>
    void AddScaled(float* x, float factor, float* y, int length);

    /// <summary><c>x = cap · tanh(x / cap)</c> over <paramref name="length"/> elements (Gemma 2).</summary>
    void SoftCap(float* x, float cap, int length);

    /// <summary><c>y = gelu(gate) · up</c> over <paramref name="length"/> elements; in place allowed. Shazeer 2020.</summary>
    void GeluMultiply(float* gate, float* up, float* y, int length);

    /// <summary>
    /// <c>y = g · sigmoid(1.702 g) · (u + 1)</c> over <paramref name="length"/> elements, <c>g = min(gate, 7)</c>, <c>u</c> = up within ±7; in
    /// place allowed (GPT-OSS).
    /// </summary>
    void ClampedSwiglu(float* gate, float* up, float* y, int length);

    /// <summary>Chooses a token's experts, the best first, and weighs them.</summary>
    /// <param name="scores"><c>[Experts]</c>.</param>
    /// <param name="bias"><c>[Experts]</c>, added to the shares for the choice but not for the weights; or null.</param>
    /// <param name="routing">How to choose and weigh.</param>
    /// <param name="experts"><c>[Used]</c>, written: different experts whatever the scores.</param>
    /// <param name="weights"><c>[Used]</c>, written.</param>
    void Route(float* scores, float* bias, in Routing routing, int* experts, float* weights);

    /// <summary>
    /// Rotates one head in place. Su et al. 2021.
    /// </summary>
    /// <param name="head">The head; only its first <paramref name="dimensions"/> elements turn.</param>
    /// <param name="cosSin"><c>dimensions / 2</c> cosines, then as many sines.</param>
    /// <param name="dimensions">Rotated elements, even.</param>
    /// <param name="style">Which elements make a pair.</param>
    void Rotate(float* head, float* cosSin, int dimensions, RopeStyle style);

    /// <summary>Writes keys and values of one token, each <c>[KvHeads, HeadDim]</c>, into a slot of a block.</summary>
    void StoreKv(KvCache cache, int layer, int block, int slot, float* keys, float* values);

    /// <summary>
    /// Causal attention of some query heads of some tokens over the positions that each sees, walked in tiles fixed by absolute position with
    /// an online softmax (Milakov and Gimelshein 2018), so that the bits do not depend on how the prompt was cut. The score of a query at
    /// position <c>i</c> and a key at <c>j</c> is <c>s = Scale · q·k</c>, capped to <c>SoftCap · tanh(s / SoftCap)</c>, plus
    /// <c>AlibiSlopes[head] · (j − i)</c>.
    /// </summary>
    /// <param name="cache">Keys and values, those of the tokens themselves already stored.</param>
    /// <param name="shape">What all calls of the layer share.</param>
    /// <param name="query">The tokens.</param>
    /// <param name="firstHead">First query head.</param>
    /// <param name="headCount">Query heads; all of them read the same key and value head.</param>
    void Attend(KvCache cache, in AttentionShape shape, in AttentionQuery query, int firstHead, int headCount);

    /// <summary>
    /// <c>y = (x − mean(x)) / sqrt(variance(x) + epsilon) · weight + bias</c> over <paramref name="length"/> elements; in place allowed;
    /// <paramref name="bias"/> may be null. Ba, Kiros and Hinton 2016.
    /// </summary>
    void LayerNorm(float* x, float* weight, float* bias, float epsilon, float* y, int length);

    /// <summary>A function of each of <paramref name="length"/> elements; in place allowed.</summary>
    void Activate(Activation activation, float* x, float* y, int length);

    /// <summary>
    /// Attention of one head's queries <c>first…first+count-1</c> over all keys of their own sequence, before and behind them. A query's bits
    /// depend on its sequence alone, not on which others are asked with it.
    /// </summary>
    /// <param name="shape">Shape of the layer; its window is not looked at.</param>
    /// <param name="rows">The sequence.</param>
    /// <param name="head">The query head.</param>
    /// <param name="first">The first query.</param>
    /// <param name="count">How many; keys are read anew for each <see cref="RowAttention.QueriesAtOnce"/> of them.</param>
    void AttendRows(in AttentionShape shape, in RowAttention rows, int head, int first, int count);
}

/// <summary>Which elements of a head are rotated together.</summary>
public enum RopeStyle
{
    /// <summary>Elements <c>i</c> and <c>i + dimensions / 2</c> (Hugging Face's rotate_half; GPT-NeoX).</summary>
    Halves,

    /// <summary>Elements <c>2i</c> and <c>2i + 1</c> (the paper's order; Llama in GGUF files).</summary>
    Pairs,
}
