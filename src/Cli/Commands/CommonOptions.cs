using System.CommandLine;
using System.Globalization;
using Xinference.Loading;

namespace Xinference.Cli.Commands;

/// <summary>How a command prints its result.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON document, nothing else on standard output.</summary>
    Json,
}

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static ChoiceOption<OutputFormat> Format() => new("--format")
    {
        Description = "How to print the result: text for people, json for scripts (one document, nothing else on standard output).",
        Default = OutputFormat.Text,
    };

    public static Option<string?> Endpoint() => new("--endpoint", "-e")
    {
        Description = "Address of a running server to ask instead of loading a model here, such as http://127.0.0.1:9997.",
        HelpName = "url",
    };

    public static Option<string?> ApiKey() => new("--api-key", "-ak")
    {
        Description = "Key to present to the server at --endpoint; else XINFERENCE_API_KEY.",
        HelpName = "key",
    };

    /// <summary>An option that takes bytes, with or without a unit.</summary>
    public static Option<long?> Size(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "size",
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (ByteSize.TryParse(text, out long bytes) && bytes > 0)
            {
                return bytes;
            }

            result.AddError($"{name} '{text}' is no size: write it like 512M or 4GiB");
            return null;
        },
    };

    /// <summary>The value given for an option that takes a list; null, not an empty list, where it was not given.</summary>
    public static int[]? Given(this ParseResult parsed, Option<int[]?> option) => parsed.GetResult(option) is null ? null : parsed.GetValue(option);

    /// <summary>An option that takes whole numbers in <c>minimum…maximum</c>, separated by commas.</summary>
    public static Option<int[]?> Numbers(string name, string what, int minimum, int maximum) => new(name)
    {
        HelpName = "n,n,…",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            List<int> numbers = [];
            foreach (string part in result.Tokens[^1].Value.Split(',', StringSplitOptions.TrimEntries))
            {
                if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < minimum || number > maximum)
                {
                    result.AddError($"{name}: '{part}' is no {what}");
                    return null;
                }

                numbers.Add(number);
            }

            return [.. numbers];
        },
    };
}
