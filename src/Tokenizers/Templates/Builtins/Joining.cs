namespace Xinference.Tokenizers.Templates;

internal static class Joining
{
    public static StringValue Join(string separator, IEnumerable<string> parts, Budget budget)
    {
        Output output = new(budget);
        bool first = true;
        foreach (string part in parts)
        {
            output.Write(first ? "" : separator);
            output.Write(part);
            first = false;
        }

        return output.ToValue();
    }
}
