using Xinference.Testing;

namespace Xinference.House.Tests;

/// <summary>Holds the project references against the table of rooms in docs/ARCHITECTURE.md.</summary>
public sealed class RoomTests
{
    private static readonly string[] Projects =
        [.. Directory.GetFiles(RepoFiles.Path("src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Rooms => [.. Projects.Select(Path.GetFileNameWithoutExtension).OfType<string>()];

    [Fact]
    public void The_table_names_exactly_the_rooms_of_src() =>
        Assert.Equal(Rooms.Select(row => row.Data).Order(StringComparer.Ordinal), RoomTable.Read().Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_room_uses_only_rooms_that_stand_before_it_in_the_table()
    {
        var before = new HashSet<string>();
        foreach ((string room, IReadOnlySet<string> uses) in RoomTable.Read())
        {
            Assert.True(before.IsSupersetOf(uses), $"{room} uses {string.Join(", ", uses.Except(before))}, which the table lists after it");
            before.Add(room);
        }
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_references_exactly_the_rooms_of_its_row(string room)
    {
        IReadOnlySet<string> allowed = RoomTable.Read()[room];
        var used = ProjectFile.References(RepoFiles.Path("src", room, $"{room}.csproj")).ToHashSet();

        Assert.True(used.IsSubsetOf(allowed), $"{room} references {string.Join(", ", used.Except(allowed))}: not in its row of docs/ARCHITECTURE.md");
        Assert.True(allowed.IsSubsetOf(used), $"docs/ARCHITECTURE.md lets {room} use {string.Join(", ", allowed.Except(used))}, which it does not reference");
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_has_tests_that_reach_no_further_than_the_room_does(string room)
    {
        string project = RepoFiles.Path("tests", room, $"{room}.Tests.csproj");
        Assert.True(File.Exists(project), $"the room {room} has no tests: expected tests/{room}/{room}.Tests.csproj");

        HashSet<string> reach = [room, .. RoomTable.Below(room)];
        string[] beyond = [.. ProjectFile.References(project).Where(used => used != "Testing" && !reach.Contains(used))];
        Assert.True(beyond.Length == 0, $"the tests of {room} reference {string.Join(", ", beyond)}, which {room} cannot reach");
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        string solution = File.ReadAllText(RepoFiles.Path("Xinference.slnx"));
        string[] tests = Directory.GetFiles(RepoFiles.Path("tests"), "*.csproj", SearchOption.AllDirectories);

        Assert.All(Projects.Concat(tests), project =>
        {
            string path = Path.GetRelativePath(RepoFiles.Root, project).Replace('\\', '/');
            Assert.Contains($"\"{path}\"", solution, StringComparison.Ordinal);
        });
    }
}
