using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xinference.Compiler.Graph;
using Xinference.Kernels;

namespace Xinference.Compiler.Steps;

/// <summary>What changes from one execution of a program to the next; shared by its steps.</summary>
/// <param name="expertsOfToken">Experts that each token uses; 0 for a model without.</param>
internal sealed unsafe class StepState(int expertsOfToken)
{
    /// <summary>Experts that each token uses; 0 for a model without.</summary>
    public int ExpertsOfToken => expertsOfToken;

    /// <summary>The tokens of this step.</summary>
    public StepBatch Batch { get; private set; } = new(0, 0, 0);

    /// <summary>Keys and values.</summary>
    public KvCache Cache { get; private set; } = null!;

    /// <summary>Where the logits go, <c>[LogitCount, VocabularySize]</c>.</summary>
    public float* Logits { get; private set; }

    /// <summary>Sets what the next execution works on; the arrays of the batch are pinned.</summary>
    public void Bind(StepBatch batch, KvCache cache, float* logits)
    {
        Batch = batch;
        Cache = cache;
        Logits = logits;
    }

    /// <summary>Rows of a kind in this step.</summary>
    public int Rows(RowKind kind) => kind switch
    {
        RowKind.Token => Batch.TokenCount,
        RowKind.LogitRow => Batch.LogitCount,
        RowKind.Expert => Batch.TokenCount * expertsOfToken,
        RowKind.Single => 1,
    };

    /// <summary>Block table of the sequence that a token belongs to.</summary>
    public int* Blocks(int token)
    {
        var tables = (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(Batch.BlockTables));
        return tables + ((long)Batch.Sequences[token] * Batch.MaxBlocksPerSequence);
    }
}
