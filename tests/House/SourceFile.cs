using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Xinference.Testing;

namespace Xinference.House.Tests;

/// <summary>One parsed C# file and its sizes in lines of code: lines that carry at least one token, so no blank lines and no comments.</summary>
internal sealed class SourceFile
{
    private readonly SourceText _text;

    private SourceFile(string path)
    {
        Path = System.IO.Path.GetRelativePath(RepoFiles.Root, path).Replace('\\', '/');
        _text = SourceText.From(File.ReadAllText(path));
        Root = CSharpSyntaxTree.ParseText(_text, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();
    }

    /// <summary>The path from the root of the checkout, with forward slashes.</summary>
    internal string Path { get; }

    internal SyntaxNode Root { get; }

    internal int Lines => LinesOf(Root);

    internal IEnumerable<(string Name, int Lines)> Methods =>
        Root.DescendantNodes()
            .Where(node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax)
            .Select(node => (NameOf(node), LinesOf(node)));

    /// <summary>All C# files under a folder of the checkout, in ordinal order; none when the folder is absent.</summary>
    internal static IReadOnlyList<SourceFile> Under(params ReadOnlySpan<string> folder)
    {
        string root = RepoFiles.Path(folder);
        return Directory.Exists(root)
            ? [.. Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
                .Where(path => !IsBuildOutput(System.IO.Path.GetRelativePath(root, path)))
                .Order(StringComparer.Ordinal)
                .Select(path => new SourceFile(path))]
            : [];
    }

    internal int LineOf(SyntaxNode node) => _text.Lines.GetLinePosition(node.SpanStart).Line + 1;

    private int LinesOf(SyntaxNode node)
    {
        var lines = new HashSet<int>();
        foreach (SyntaxToken token in node.DescendantTokens().Where(token => token.Span.Length > 0))
        {
            LinePositionSpan span = _text.Lines.GetLinePositionSpan(token.Span);
            lines.UnionWith(Enumerable.Range(span.Start.Line, span.End.Line - span.Start.Line + 1));
        }

        return lines.Count;
    }

    private static string NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => $"{TypeOf(node)}.{method.Identifier.Text}",
        LocalFunctionStatementSyntax local => $"{TypeOf(node)}.{local.Identifier.Text}",
        AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } => $"{TypeOf(node)}.{property.Identifier.Text}",
        OperatorDeclarationSyntax op => $"{TypeOf(node)}.{op.OperatorToken.Text}",
        _ => TypeOf(node),
    };

    private static string TypeOf(SyntaxNode node) => node.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>()?.Identifier.Text ?? "Program";

    private static bool IsBuildOutput(string path) =>
        path.Split(System.IO.Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules");
}
