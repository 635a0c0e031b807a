namespace Xinference.Models;

/// <summary>Where a block norms, and what its feed-forward half reads.</summary>
public enum BlockForm
{
    /// <summary>Each half norms its input; the second reads what the first has added (Llama).</summary>
    Sequential,

    /// <summary>As <see cref="Sequential"/>, and each half norms its output, too, before it is added (Gemma 2).</summary>
    NormedOutputs,

    /// <summary>Both halves read the block's input, normed once for both or once for each (Falcon, Command-R).</summary>
    Parallel,
}
