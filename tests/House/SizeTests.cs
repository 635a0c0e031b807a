using Xinference.Testing;

namespace Xinference.House.Tests;

public sealed class SizeTests
{
    private const int MostLinesOfAMethod = 60;
    private const int MostLinesOfAFile = 400;

    public static TheoryData<string> Folders => ["src", "tests", "bench", "tools"];

    [Fact]
    public void The_size_report_is_up_to_date() => Golden.Matches(RepoFiles.Path("docs", "size-report.md"), SizeReport.Write());

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_method_is_too_long(string folder)
    {
        IEnumerable<string> tooLong =
            from file in SourceFile.Under(folder)
            from method in file.Methods
            where method.Lines > MostLinesOfAMethod
            select $"{file.Path}: {method.Name} has {method.Lines} lines of code, at most {MostLinesOfAMethod} are allowed";

        Findings.None(tooLong);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_file_is_too_long(string folder)
    {
        IEnumerable<string> tooLong =
            from file in SourceFile.Under(folder)
            where file.Lines > MostLinesOfAFile
            select $"{file.Path} has {file.Lines} lines of code, at most {MostLinesOfAFile} are allowed";

        Findings.None(tooLong);
    }
}
