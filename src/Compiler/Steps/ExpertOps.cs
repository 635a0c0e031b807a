using Xinference.Kernels;

namespace Xinference.Compiler.Steps;

internal sealed unsafe class RouteOp(IKernels kernels, Routing routing, Rows scores, float* choiceBias, Rows output)
    : RowOp("route", scores.Pass(operations: 4, output.Width))
{
    public override void Run(int row)
    {
        var routes = new Routes(output[row], routing.Used);
        kernels.Route(scores[row], choiceBias, routing, routes.Experts, routes.Weights);
    }
}

internal sealed unsafe class GatherOp(Rows input, Rows tokens, Rows output)
    : RowOp("gather", output.Pass(operations: 0, input.Width, tokens.Width))
{
    public override void Run(int row) =>
        new ReadOnlySpan<float>(input[*(int*)tokens[row]], input.Width).CopyTo(new(output[row], output.Width));
}

internal sealed unsafe class CombineOp(IKernels kernels, int used, Rows routes, Rows input, Rows output)
    : RowOp("combine", output.Pass(operations: 2 * used, used * input.Width))
{
    public override void Run(int row)
    {
        var route = new Routes(routes[row], used);
        new Span<float>(output[row], output.Width).Clear();
        for (int i = 0; i < used; i++)
        {
            kernels.AddScaled(input[route.Rows[i]], route.Weights[i], output[row], output.Width);
        }
    }
}
