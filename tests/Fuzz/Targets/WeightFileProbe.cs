using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Fuzz.Targets;

/// <summary>Opens a weight file and touches both ends of every tensor, so that a view outside the mapping ends the process.</summary>
internal static class WeightFileProbe
{
    public static void Open(Func<IWeightFile> open)
    {
        try
        {
            using IWeightFile file = open();
            Touch(file);
        }
        catch (WeightFileException)
        {
            // the documented end of a bad file
        }
    }

    private static unsafe void Touch(IWeightFile file)
    {
        long sum = 0;
        foreach ((string name, TensorInfo info) in file.Tensors)
        {
            TensorView view = file.Open(name);
            if (view.ByteLength != info.ByteLength)
            {
                throw new InvalidOperationException($"tensor {name}: view of {view.ByteLength} bytes, {info.ByteLength} were announced");
            }

            sum += view.ByteLength == 0 ? 0 : view.Data[0] + view.Data[view.ByteLength - 1];
        }

        GC.KeepAlive(sum);
    }
}
