using CsCheck;

namespace Xinference.Formats.Tests.Support;

internal static class Boxing
{
    public static Gen<object> Boxed<T>(this Gen<T> gen)
        where T : notnull => gen.Select(value => (object)value);
}
