using Xinference.Synthetic;
using Xinference.Tensors;

// writes a real model's shape with random weights: Synthetic SHAPE TYPE FILE.gguf, or a folder of safetensors: Synthetic SHAPE TYPE FOLDER
if (args.Length != 3
    || !SyntheticShapes.All.TryGetValue(args[0], out IModelShape? shape)
    || !SyntheticModel.Types.TryGetValue(args[1], out DType type)
    || (!IsFile(args[2]) && type is not (DType.F32 or DType.BF16)))
{
    Console.Error.WriteLine(
        $"usage: Synthetic SHAPE TYPE FILE.gguf|FOLDER\n  SHAPE: {string.Join(", ", SyntheticShapes.All.Keys)}\n"
        + $"  TYPE: {string.Join(", ", SyntheticModel.Types.Keys)}; a folder takes F32 and BF16");
    return 2;
}

if (IsFile(args[2]))
{
    SyntheticModel.WriteGguf(shape, type, args[2]);
}
else
{
    SyntheticModel.WriteFolder(shape, type, args[2]);
}

return 0;

static bool IsFile(string path) => path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase);
