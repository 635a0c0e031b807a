using System.Security.Cryptography;

namespace Xinference.Catalog;

/// <summary>Files inside the program that have to lie on disk to be mapped.</summary>
/// <param name="name">What the folder is named after.</param>
/// <param name="files">The files; the same ones always give the same folder.</param>
internal sealed class PackedFolder(string name, IReadOnlyList<PackedFile> files)
{
    private const string StagingSuffix = ".partial";

    /// <summary>Puts the files into a folder of their own below <paramref name="parent"/>, unless they are there already, and says where.</summary>
    /// <exception cref="IOException">The files cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The files cannot be written.</exception>
    public string Unpack(string parent)
    {
        string folder = FolderBelow(parent);
        if (!IsWhole(folder))
        {
            Directory.CreateDirectory(parent);
            UnpackTo(folder);
        }

        return folder;
    }

    /// <summary>Where the files would lie; the name carries what is in them, so that a new program never meets old files.</summary>
    public string FolderBelow(string parent) => Path.Combine(parent, $"{name}-{Fingerprint()}");

    private bool IsWhole(string folder) => files.All(file =>
    {
        var info = new FileInfo(Path.Combine(folder, file.Name));
        using Stream source = file.Open();
        return info.Exists && info.Length == source.Length;
    });

    // written beside and renamed, so that programs starting at once, or stopped half way, never leave half a folder under the final name
    private void UnpackTo(string folder)
    {
        string staging = $"{folder}.{Path.GetRandomFileName()}{StagingSuffix}";
        try
        {
            Directory.CreateDirectory(staging);
            foreach (PackedFile file in files)
            {
                using Stream source = file.Open();
                using FileStream target = File.Create(Path.Combine(staging, file.Name));
                source.CopyTo(target);
            }

            MoveInto(staging, folder);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    private void MoveInto(string staging, string folder)
    {
        if (Directory.Exists(folder) && !IsWhole(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        try
        {
            Directory.Move(staging, folder);
        }
        catch (IOException) when (IsWhole(folder))
        {
            // another program was first
        }
    }

    private string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (PackedFile file in files)
        {
            using Stream stream = file.Open();
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}

/// <summary>One file inside the program.</summary>
/// <param name="Name">Its name on disk.</param>
/// <param name="Open">Opens its content at the beginning; the stream knows its length.</param>
internal sealed record PackedFile(string Name, Func<Stream> Open);
