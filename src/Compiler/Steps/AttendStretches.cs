using Xinference.Kernels;

namespace Xinference.Compiler.Steps;

/// <summary>Attention that goes by stretches of the context: plan and partial sums, shared by all layers of a shape.</summary>
internal sealed unsafe class AttendStretches(IStretchAttention attention, AttentionShape shape, AttendPlan plan, float* partials)
{
    private readonly int _partialFloats = attention.PartialFloats(shape);

    /// <summary>Whether keys and values of a type are attended so.</summary>
    public bool Takes(KvType type) => attention.GoesByStretches(type, shape);

    /// <summary>Plans a step; gives the number of chunks.</summary>
    public int Plan(StepBatch batch) => plan.Fill(batch);

    /// <summary>The block of a chunk, which is then counted from the block's first.</summary>
    public AttendBlock Find(ref int chunk, out int index)
    {
        AttendBlock block = plan.Find(chunk, out index);
        chunk -= block.FirstChunk;
        return block;
    }

    /// <summary>One stretch of a split block for one key and value head; who finishes the last one joins them.</summary>
    public void Run(KvCache cache, in AttentionQuery query, AttendBlock block, int index, int chunk)
    {
        (int kvHead, int stretch) = Math.DivRem(chunk, block.Stretches);
        long rows = (long)block.Tokens * shape.Group;
        float* own = partials + ((block.Partials + (kvHead * block.Stretches * rows)) * _partialFloats);
        attention.AttendStretch(cache, shape, query, kvHead, block.FirstStretch + stretch, own + (stretch * rows * _partialFloats));
        if (plan.Finish(index, kvHead))
        {
            attention.JoinStretches(shape, query, kvHead, block.FirstStretch, own);
        }
    }
}
