namespace Xinference.Formats;

/// <summary>A tensor as the header lists it.</summary>
/// <param name="Info">Name, type and shape.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">The byte behind the last.</param>
internal sealed record SafetensorsEntry(TensorInfo Info, long Begin, long End);
