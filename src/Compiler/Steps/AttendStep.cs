using Xinference.Compiler.Graph;
using Xinference.Kernels;

namespace Xinference.Compiler.Steps;

/// <summary>Memory of an <see cref="AttendStep"/>.</summary>
/// <param name="queries">Rotated queries.</param>
/// <param name="output">Where attention goes.</param>
/// <param name="sinks"><c>[Heads]</c>, or null.</param>
/// <param name="slopes"><c>[Heads]</c>, or null.</param>
internal sealed unsafe class AttendMemory(Rows queries, Rows output, float* sinks, float* slopes)
{
    /// <summary>Tokens of a step as a kernel wants them.</summary>
    public AttentionQuery Query(int layer, StepState state, int token, int tokens) => new()
    {
        Layer = layer,
        Position = state.Batch.Positions[token],
        Tokens = tokens,
        Blocks = state.Blocks(token),
        Query = queries[token],
        Output = output[token],
        Sinks = sinks,
        AlibiSlopes = slopes,
    };
}

/// <summary>Attention of all tokens of a step: by stretches of the context where the rung does so, else one chunk per token and head.</summary>
internal sealed unsafe class AttendStep(
    IKernels kernels, AttendNode node, AttendMemory memory, AttendStretches? stretches, StepState state) : ProgramStep("attend")
{
    private bool _byStretches;

    public override int Prepare()
    {
        _byStretches = stretches is not null && stretches.Takes(state.Cache.Layout.Type);
        return _byStretches ? stretches!.Plan(state.Batch) : state.Batch.TokenCount * node.Shape.Heads;
    }

    public override string Detail => $"{node.Shape.Heads}/{node.Shape.KvHeads} heads of {node.Shape.HeadDim}";

    /// <summary>Keys and values of a sequence count once; each query head multiplies with all positions it sees, keys and values.</summary>
    public override CallWork MeasureWork()
    {
        StepBatch batch = state.Batch;
        (long seen, long kept) = (0, 0);
        for (int token = 0; token < batch.TokenCount; token++)
        {
            int position = batch.Positions[token];
            int first = node.Shape.FirstPosition(position);
            seen += position + 1 - first;
            bool begins = token == 0 || batch.Sequences[token - 1] != batch.Sequences[token];
            kept += begins ? position + 1 - first : 1;
        }

        long width = (long)node.Shape.Heads * node.Shape.HeadDim;
        long rows = 2 * width * batch.TokenCount * sizeof(float);
        return new((kept * 2 * node.Shape.KvHeads * state.Cache.Layout.HeadBytes) + rows, 0, 4 * width * seen);
    }

    public override void Run(int chunk, int thread)
    {
        if (!_byStretches)
        {
            (int token, int head) = Math.DivRem(chunk, node.Shape.Heads);
            kernels.Attend(state.Cache, node.Shape, memory.Query(node.Layer, state, token, 1), head, 1);
            return;
        }

        AttendBlock block = stretches!.Find(ref chunk, out int index);
        AttentionQuery query = memory.Query(node.Layer, state, block.Token, block.Tokens);
        if (block.Split)
        {
            stretches.Run(state.Cache, query, block, index, chunk);
        }
        else
        {
            kernels.Attend(state.Cache, node.Shape, query, chunk * node.Shape.Group, node.Shape.Group);
        }
    }
}
