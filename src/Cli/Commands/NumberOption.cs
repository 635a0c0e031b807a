using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Xinference.Cli.Commands;

/// <summary>An option that takes a number within bounds.</summary>
internal sealed class NumberOption<T> : Option<T?>
    where T : struct, INumber<T>, IMinMaxValue<T>
{
    /// <param name="name">What is typed.</param>
    /// <param name="minimum">The least it may be.</param>
    /// <param name="maximum">The most it may be.</param>
    /// <param name="aliases">Short forms.</param>
    public NumberOption(string name, T minimum, T maximum, params string[] aliases)
        : base(name, aliases)
    {
        string range = maximum == T.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"at least {minimum}")
            : string.Create(CultureInfo.InvariantCulture, $"in {minimum}…{maximum}");
        HelpName = "number";
        CustomParser = result => Parse(result, name, range, minimum, maximum);
    }

    /// <summary>Taken where the option is not given.</summary>
    public T Default
    {
        init => DefaultValueFactory = _ => value;
    }

    /// <summary>The number given, or the default there is.</summary>
    public T ValueIn(ParseResult parsed) => parsed.GetValue(this)!.Value;

    private static T? Parse(ArgumentResult result, string name, string range, T minimum, T maximum)
    {
        string text = result.Tokens[^1].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        result.AddError($"{name} must be a number {range}, not '{text}'");
        return null;
    }
}
