using Xinference.Formats;

namespace Xinference.Fuzz.Targets;

/// <summary>A Hugging Face configuration: every field read as every type, down through all sections.</summary>
public static class HfConfigTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        AllocationLimit limit = AllocationLimit.For(input);
        try
        {
            Read(HfConfig.Parse(input, "config.json"));
        }
        catch (WeightFileException)
        {
            return;
        }

        limit.Check();
    }

    private static void Read(HfConfig config)
    {
        Action<string>[] reads =
        [
            field => config.String(field),
            field => config.Integer(field),
            field => config.Number(field),
            field => config.Boolean(field),
            field => config.Integers(field),
            field => config.Numbers(field),
            field => config.Strings(field),
            field => Descend(config.Section(field)),
        ];
        foreach (string field in config.Fields)
        {
            Array.ForEach(reads, read => Try(read, field));
        }
    }

    private static void Descend(HfConfig? section)
    {
        if (section is not null)
        {
            Read(section);
        }
    }

    private static void Try(Action<string> read, string field)
    {
        try
        {
            read(field);
        }
        catch (WeightFileException)
        {
            // the field has another type
        }
    }
}
