using System.CommandLine;
using System.CommandLine.Completions;

namespace Xinference.Cli.Commands;

/// <summary>An option whose values are the members of an enumeration, in lower case.</summary>
internal sealed class ChoiceOption<T> : Option<string?>
    where T : struct, Enum
{
    /// <param name="name">What is typed.</param>
    public ChoiceOption(string name)
        : base(name)
    {
        HelpName = string.Join('|', Choices);
        CompletionSources.Add(_ => Choices.Select(choice => new CompletionItem(choice)));
        Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }, ..] && !Choices.Contains(text, StringComparer.OrdinalIgnoreCase))
            {
                result.AddError($"{name} '{text}' is not known: choose one of {string.Join(", ", Choices)}");
            }
        });
    }

    /// <summary>Taken where the option is not given.</summary>
    public T Default
    {
        init => DefaultValueFactory = _ => value.ToString().ToLowerInvariant();
    }

    private static IEnumerable<string> Choices => Enum.GetNames<T>().Select(name => name.ToLowerInvariant());

    /// <summary>The member chosen; null where none was and there is no default.</summary>
    public T? ValueIn(ParseResult parsed) => parsed.GetValue(this) is { } text ? Enum.Parse<T>(text, ignoreCase: true) : null;
}
