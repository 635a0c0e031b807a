using System.Buffers.Binary;
using System.Text;

namespace Xinference.TrainTiny;

/// <summary>
/// Lets TorchSharp's wrapper load on a C++ library older than the one it was linked with: it asks for the symbol version
/// GLIBCXX_3.4.32, which no relocation uses, and the loader treats a missing version as fatal unless it is marked weak.
/// </summary>
internal static class TorchNative
{
    private const string Wrapper = "libLibTorchSharp.so";
    private const string UnusedVersion = "GLIBCXX_3.4.32";
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    /// <summary>Marks the version weak in the copy beside this program; call before the first use of TorchSharp.</summary>
    public static void Ensure()
    {
        string path = Path.Combine(AppContext.BaseDirectory, Wrapper);
        if (!File.Exists(path))
        {
            path = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", Wrapper);
        }

        byte[] image = File.ReadAllBytes(path);
        if (!MarkWeak(image))
        {
            return;
        }

        // A new file and a rename: a library that another process has mapped must not change in place.
        string patched = path + ".patched";
        File.WriteAllBytes(patched, image);
        File.Move(patched, path, overwrite: true);
    }

    private static bool MarkWeak(Span<byte> elf)
    {
        int sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[40..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(elf[58..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[60..]);
        bool changed = false;
        for (int i = 0; i < count; i++)
        {
            int section = sections + (i * entrySize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(elf[(section + 4)..]) == VersionNeedSection)
            {
                int link = (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(section + 40)..]);
                int strings = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[(sections + (link * entrySize) + 24)..]);
                int needs = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[(section + 24)..]);
                changed |= MarkWeakIn(elf, strings, needs);
            }
        }

        return changed;
    }

    // The section is a chain of Verneed records (one per library), each with a chain of Vernaux records (one per version).
    private static bool MarkWeakIn(Span<byte> elf, int strings, int need)
    {
        bool changed = false;
        while (true)
        {
            int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[(need + 2)..]);
            int entry = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 8)..]);
            for (int i = 0; i < count; i++)
            {
                changed |= MarkWeakEntry(elf, strings, entry);
                entry += (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(entry + 12)..]);
            }

            int next = (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 12)..]);
            if (next == 0)
            {
                return changed;
            }

            need += next;
        }
    }

    private static bool MarkWeakEntry(Span<byte> elf, int strings, int entry)
    {
        Span<byte> name = elf[(strings + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(entry + 8)..]))..];
        name = name[..name.IndexOf((byte)0)];
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(elf[(entry + 4)..]);
        if (Encoding.ASCII.GetString(name) != UnusedVersion || (flags & WeakFlag) != 0)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(elf[(entry + 4)..], (ushort)(flags | WeakFlag));
        return true;
    }
}
