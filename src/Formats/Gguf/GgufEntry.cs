namespace Xinference.Formats;

/// <summary>Where a metadata value lies: <paramref name="Count"/> elements of type <paramref name="Element"/>, back to back.</summary>
/// <param name="Element">Type of the value, or of the array's elements.</param>
/// <param name="IsArray">Whether it is an array.</param>
/// <param name="Count">Number of elements; 1 for a scalar.</param>
/// <param name="Offset">Byte offset of the first element in the file.</param>
internal readonly record struct GgufEntry(GgufType Element, bool IsArray, int Count, long Offset)
{
    public override string ToString() => IsArray ? $"{Element}[{Count}]" : Element.ToString();
}
