using System.CommandLine;
using Xinference.Cli.Commands;
using Xinference.Inference;
using Xinference.Loading;

namespace Xinference.Cli.Sequences;

/// <summary>What <c>embed</c> and <c>rerank</c> share.</summary>
internal static class SequenceOptions
{
    /// <summary>The option for ready token ids.</summary>
    public static Option<int[]?> Ids(string description)
    {
        Option<int[]?> option = CommonOptions.Numbers("--ids", "token id; write them like 101,204,102", 0, int.MaxValue);
        option.Description = description;
        return option;
    }

    /// <summary>Runs sequences that fit the model.</summary>
    /// <exception cref="UsageException">One does not.</exception>
    public static float[][] Run(SequenceModel model, IReadOnlyList<SequenceInput> inputs, CancellationToken cancellationToken)
    {
        string? fault = inputs.Select(model.FindFault).FirstOrDefault(f => f is not null);
        return fault is null ? model.Run(inputs, cancellationToken) : throw new UsageException(fault);
    }
}
