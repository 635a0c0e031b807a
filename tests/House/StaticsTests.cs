using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Xinference.House.Tests;

/// <summary>No room keeps state in statics: two engines live in one process, and no test has to reset the world.</summary>
public sealed class StaticsTests
{
    private static readonly string[] MutableTypes =
    [
        "Dictionary", "List", "HashSet", "Queue", "Stack", "SortedDictionary", "LinkedList", "PriorityQueue", "StringBuilder", "Random",
        "ConcurrentDictionary", "ConcurrentBag", "ConcurrentQueue", "ConcurrentStack", "ConditionalWeakTable", "ThreadLocal", "AsyncLocal",
    ];

    [Fact]
    public void No_room_has_a_mutable_static()
    {
        IEnumerable<string> found =
            from file in SourceFile.Under("src")
            from member in file.Root.DescendantNodes().OfType<MemberDeclarationSyntax>()
            where member.Modifiers.Any(SyntaxKind.StaticKeyword) && IsMutable(member)
            select $"{file.Path}:{file.LineOf(member)}: {member.WithoutTrivia().ToString().Split('\n')[0]}";

        Findings.None(found);
    }

    private static bool IsMutable(MemberDeclarationSyntax member) => member switch
    {
        FieldDeclarationSyntax field => !field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) || HoldsMutableType(field.Declaration.Type),
        EventFieldDeclarationSyntax => true,
        PropertyDeclarationSyntax { Initializer: not null } property => HasSetter(property) || HoldsMutableType(property.Type),
        PropertyDeclarationSyntax property => HasSetter(property),
        _ => false,
    };

    private static bool HasSetter(PropertyDeclarationSyntax property) =>
        property.AccessorList?.Accessors.Any(accessor => accessor.IsKind(SyntaxKind.SetAccessorDeclaration) && accessor.Body is null && accessor.ExpressionBody is null) == true;

    private static bool HoldsMutableType(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => HoldsMutableType(qualified.Right),
        SimpleNameSyntax name => MutableTypes.Contains(name.Identifier.Text),
        _ => false,
    };
}
