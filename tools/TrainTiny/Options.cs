namespace Xinference.TrainTiny;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(string Output, int Seed, int Steps, int Threads, bool Resume, bool Bfloat16);
