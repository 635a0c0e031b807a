namespace Xinference.TrainTiny.Model;

/// <summary>The sizes of the Llama model; input widths are multiples of 256 so that every block quantisation fits.</summary>
internal sealed record Shape
{
    public int Vocabulary { get; init; } = 4096;

    public int Hidden { get; init; } = 256;

    public int FeedForward { get; init; } = 768;

    public int Layers { get; init; } = 4;

    public int Heads { get; init; } = 8;

    public int KeyValueHeads { get; init; } = 4;

    public int Context { get; init; } = 512;

    public float Epsilon { get; init; } = 1e-5f;

    public double RopeTheta { get; init; } = 10000;

    public int HeadSize => Hidden / Heads;
}
