using System.Xml.Linq;

namespace Xinference.House.Tests;

internal static class ProjectFile
{
    /// <summary>The names of the projects that the project file at <paramref name="path"/> references itself.</summary>
    internal static IEnumerable<string> References(string path) =>
        XDocument.Load(path).Descendants("ProjectReference")
            .Select(reference => (string?)reference.Attribute("Include"))
            .OfType<string>()
            .Select(include => Path.GetFileNameWithoutExtension(include.Replace('\\', '/')));
}
