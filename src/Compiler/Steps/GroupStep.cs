namespace Xinference.Compiler.Steps;

/// <summary>
/// Sorts pairs of token and expert by expert, tokens in order: one pass to count, one to hand out rows. A few thousand pairs at the most, so
/// one thread does it.
/// </summary>
internal sealed unsafe class GroupStep(int layer, ExpertUse use, int used, Rows routes, Rows starts, Rows tokens, StepState state)
    : ProgramStep("group")
{
    public override int Prepare() => Math.Min(1, state.Batch.TokenCount);

    public override CallWork MeasureWork() => new(3L * sizeof(int) * used * state.Batch.TokenCount, 0, 0);

    public override void Run(int chunk, int thread)
    {
        int count = state.Batch.TokenCount;
        int experts = starts.Width - 1;
        // entry e + 1 counts the rows of e, then is where its next row goes, and so at last its end
        int* next = (int*)starts.Data;
        new Span<int>(next, experts + 1).Clear();
        for (int token = 0; token < count; token++)
        {
            for (int i = 0; i < used; i++)
            {
                next[new Routes(routes[token], used).Experts[i] + 1]++;
            }
        }

        int first = 0;
        for (int expert = 0; expert < experts; expert++)
        {
            int rows = next[expert + 1];
            use.Record(layer, expert, rows);
            next[expert + 1] = first;
            first += rows;
        }

        for (int token = 0; token < count; token++)
        {
            var route = new Routes(routes[token], used);
            for (int i = 0; i < used; i++)
            {
                int row = next[route.Experts[i] + 1]++;
                route.Rows[i] = row;
                *(int*)tokens[row] = token;
            }
        }
    }
}
