using Xinference.Synthetic;
using Xinference.Tensors;

// writes a GGUF file of a real model's shape with random weights: Synthetic SHAPE TYPE FILE
if (args.Length != 3 || !ModelShape.All.TryGetValue(args[0], out ModelShape? shape) || !RandomWeights.Types.TryGetValue(args[1], out DType type))
{
    Console.Error.WriteLine(
        $"usage: Synthetic SHAPE TYPE FILE\n  SHAPE: {string.Join(", ", ModelShape.All.Keys)}\n  TYPE: {string.Join(", ", RandomWeights.Types.Keys)}");
    return 2;
}

SyntheticModel.Write(shape, type, args[2]);
Console.WriteLine($"{args[2]}: {new FileInfo(args[2]).Length / 1e6:F0} MB");
return 0;
