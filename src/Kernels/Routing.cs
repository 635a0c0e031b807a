namespace Xinference.Kernels;

/// <summary>How scores of experts become weights.</summary>
public enum ExpertGating
{
    /// <summary>Softmax over all experts (Mixtral, Qwen, DeepSeek V2).</summary>
    Softmax,

    /// <summary>Softmax over the chosen experts alone (GPT-OSS).</summary>
    ChosenSoftmax,

    /// <summary>A sigmoid for each expert (DeepSeek V3).</summary>
    Sigmoid,
}

/// <summary>How a token's experts are chosen and weighted.</summary>
/// <param name="Experts">Number of experts.</param>
/// <param name="Used">Experts of a token, 1…<paramref name="Experts"/>.</param>
/// <param name="Gating">How scores become weights.</param>
/// <param name="Normalize">Whether the weights of the chosen are divided by their sum.</param>
/// <param name="Scale">Multiplies the weights at the end.</param>
/// <param name="Groups">Equal groups of neighbouring experts; 1: no groups.</param>
/// <param name="UsedGroups">Groups from which experts are chosen: those whose best expert (with a sigmoid: best two together) score highest.</param>
public readonly record struct Routing(
    int Experts, int Used, ExpertGating Gating = ExpertGating.Softmax, bool Normalize = true, float Scale = 1, int Groups = 1, int UsedGroups = 1);
