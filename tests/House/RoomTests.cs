namespace Xinference.House.Tests;

public sealed class RoomTests
{
    [Fact]
    public void Every_room_has_a_project() => Assert.True(File.Exists(Xinference.Testing.RepoFiles.Path("src", "Tensors", "Tensors.csproj")));
}
