using System.CommandLine;

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
    public static Option<OutputFormat> Format() => new("--format")
    {
        Description = "How to print the result: text for people, json for scripts.",
        DefaultValueFactory = _ => OutputFormat.Text,
    };

    public static Option<string?> Endpoint() => new("--endpoint", "-e")
    {
        Description = "Address of a running server to ask instead of loading a model here, such as http://127.0.0.1:9997.",
    };

    public static Option<string?> ApiKey() => new("--api-key", "-ak")
    {
        Description = "Key to present to the server at --endpoint; else XINFERENCE_API_KEY.",
    };

    /// <summary>Refuses values outside a range.</summary>
    public static Option<T> InRange<T>(this Option<T> option, double minimum, double maximum)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0
                && double.TryParse(result.Tokens[^1].Value, System.Globalization.CultureInfo.InvariantCulture, out double value)
                && !(value >= minimum && value <= maximum))
            {
                result.AddError($"{option.Name} must be {(maximum >= int.MaxValue ? $"at least {minimum}" : $"in {minimum}…{maximum}")}, not {value}");
            }
        });
        return option;
    }
}
