namespace Xinference.Catalog;

/// <summary>The folder the program keeps its files in: <c>XINFERENCE_HOME</c>, else <c>~/.xinference</c>.</summary>
public static class XinferenceHome
{
    /// <summary>The folder's path; it need not exist.</summary>
    public static string Path =>
        Environment.GetEnvironmentVariable("XINFERENCE_HOME") is { Length: > 0 } home
            ? System.IO.Path.GetFullPath(home)
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".xinference");
}
