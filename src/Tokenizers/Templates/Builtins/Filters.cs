using System.Collections.Frozen;

namespace Xinference.Tokenizers.Templates;

/// <summary>All filters by name.</summary>
internal static class Filters
{
    public static readonly FrozenDictionary<string, Builtin> Table = Builtin.TableOf(
        [.. TextFilters.All, .. ConversionFilters.All, .. SequenceFilters.All, .. SelectionFilters.All, .. OrderFilters.All, .. NumberFilters.All]);

    /// <summary>A filter looked up by the value that names it, for <c>map('upper')</c>.</summary>
    public static Builtin Named(Value name) =>
        Table.GetValueOrDefault(Conversions.Text(name)) ?? throw new TemplateFault($"there is no filter named '{Conversions.Text(name)}'");
}
