using Xinference.Tensors;

namespace Xinference.Peers.Cases;

/// <summary>How much is measured.</summary>
public enum Extent
{
    /// <summary>Tiny models, to see that everything works.</summary>
    Quick,

    /// <summary>What the targets are about.</summary>
    Essential,

    /// <summary>Everything.</summary>
    Full,
}

/// <summary>What to measure, as the command line says.</summary>
/// <param name="Extent">How much.</param>
/// <param name="Models">Only these models; empty: all.</param>
/// <param name="Types">Only these types; empty: all.</param>
/// <param name="Figures">Only these figures; empty: all.</param>
/// <param name="Skipped">Peers left out.</param>
/// <param name="Rounds">How often each contender runs; null: as often as the figure needs.</param>
public sealed record SelectionOptions(
    Extent Extent,
    IReadOnlyCollection<string> Models,
    IReadOnlyCollection<string> Types,
    IReadOnlyCollection<Figure> Figures,
    IReadOnlyCollection<string> Skipped,
    int? Rounds);

/// <summary>Makes the list of cases.</summary>
public static class Selection
{
    private const int EncodedTexts = 64;
    private const string TinyLlama = "tinyllama-1.1b";

    /// <summary>The cases in the order in which they are run: those of one model together, so that it stays in the page cache.</summary>
    public static IReadOnlyList<BenchCase> Make(SelectionOptions options)
    {
        IEnumerable<BenchCase> all = options.Extent switch
        {
            Extent.Quick => Quick(),
            Extent.Essential => Essential(),
            Extent.Full => Full(),
        };
        return
        [
            .. from one in all
               where options.Figures.Count == 0 || options.Figures.Contains(one.Figure)
               where options.Models.Count == 0 || options.Models.Contains(one.ModelName, StringComparer.OrdinalIgnoreCase)
               where options.Types.Count == 0 || options.Types.Contains(one.TypeName, StringComparer.OrdinalIgnoreCase)
               let contenders = one.Contenders.Except(options.Skipped, StringComparer.OrdinalIgnoreCase).ToArray()
               where contenders.Length > 0
               select one with { Contenders = contenders, Rounds = options.Rounds ?? one.Rounds },
        ];
    }

    private static IEnumerable<BenchCase> Quick()
    {
        ModelFile tiny = new("tiny-decoder", DType.Q4_0);
        yield return new(Figure.Speed, null, new() { Lengths = [1, 64] }, [ContenderNames.Ours], 1);
        yield return Speed(tiny, [1, 128], 1);
        yield return Batch(tiny, [1, 4]);
        yield return new(Figure.Context, tiny, new() { Lengths = [1, 1024] }, [ContenderNames.Ours, ContenderNames.OursInt8], 1);
        yield return Load(tiny, 1);
        yield return Encoder("tiny-encoder", 16);
    }

    private static IEnumerable<BenchCase> Essential()
    {
        foreach (DType type in (DType[])[DType.Q4_0, DType.Q4_K, DType.Q8_0, DType.BF16])
        {
            yield return Speed(new(TinyLlama, type), [1, 512], type == DType.Q4_0 ? 3 : 2);
            if (type == DType.Q4_0)
            {
                yield return Batch(new(TinyLlama, type), [1, 16]);
                yield return Long(type);
                yield return Load(new(TinyLlama, type), 3);
            }
        }

        yield return Speed(new("llama-8b", DType.Q4_K), [1], 2);
    }

    private static IEnumerable<BenchCase> Full()
    {
        yield return new(Figure.Speed, null, new() { Lengths = [1, 128, 512] }, [ContenderNames.Ours], 2);
        yield return Speed(new(TinyLlama, DType.Q4_0), [1, 128, 512, 2048], 2);
        yield return Batch(new(TinyLlama, DType.Q4_0), [1, 4, 16, 32]);
        yield return Long(DType.Q4_0) with { Contenders = [ContenderNames.OursInt8, ContenderNames.LlamaCpp] };
        yield return Load(new(TinyLlama, DType.Q4_0), 3);
        foreach (DType type in (DType[])[DType.Q4_K, DType.Q8_0, DType.Q6_K, DType.BF16])
        {
            yield return Speed(new(TinyLlama, type), [1, 512], 2);
        }

        yield return Speed(new("llama-3.2-1b", DType.Q4_0), [1, 512], 2);
        yield return Speed(new("qwen3-0.6b", DType.Q4_0), [1, 512], 2);
        yield return Speed(new("llama-8b", DType.Q4_K), [1], 2);
        yield return Encoder("bert-large", EncodedTexts);
    }

    private static BenchCase Speed(ModelFile model, IReadOnlyList<int> lengths, int rounds) =>
        new(Figure.Speed, model, new() { Lengths = lengths }, [ContenderNames.Ours, ContenderNames.LlamaCpp], rounds);

    private static BenchCase Batch(ModelFile model, IReadOnlyList<int> batches) => new(
        Figure.Batch, model, new() { Lengths = [32], Generate = 32, Batches = batches }, [ContenderNames.Ours, ContenderNames.LlamaCpp], 2);

    private static BenchCase Long(DType type) => new(
        Figure.Context, new(TinyLlama, type), new() { Lengths = [1, 8192] }, [ContenderNames.OursInt8], 1);

    private static BenchCase Load(ModelFile model, int rounds) => new(
        Figure.Load, model, new() { Lengths = [8], Generate = 2 }, [ContenderNames.Ours, ContenderNames.LlamaCpp, ContenderNames.TorchBf16], rounds);

    private static BenchCase Encoder(string shape, int texts) => new(
        Figure.Encoder,
        new(shape, DType.F32, Folder: true),
        new() { Texts = TextLengths.Mixed(texts) },
        [ContenderNames.Ours, ContenderNames.Torch, ContenderNames.TorchBf16, ContenderNames.Onnx],
        1);
}
