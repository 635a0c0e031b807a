using Xinference.Inference;

namespace Xinference.Engine.Execution;

/// <summary>What a device with its loaded model can take.</summary>
/// <param name="Name">For people: the device and what it uses.</param>
/// <param name="Limits">Limits of the model.</param>
/// <param name="BlockCount">Blocks of the key/value cache, 16 tokens each, ≥ 1.</param>
/// <param name="MaxBatchTokens">Tokens of a step, ≥ 1.</param>
/// <param name="MaxSequences">Sequences of a step, ≥ 1; each may want a row of logits.</param>
public sealed record DeviceInfo(string Name, ModelLimits Limits, int BlockCount, int MaxBatchTokens, int MaxSequences);
