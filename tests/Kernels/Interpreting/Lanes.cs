using System.Runtime.CompilerServices;
using Iced.Intel;

namespace Xinference.Kernels.Tests.Interpreting;

/// <summary>Operations that do the same in each lane.</summary>
internal static class Lanes
{
    /// <summary>One source; lanes of the source and of the destination may differ in width, not in number.</summary>
    public static Operation Unary<TFrom, TTo>(Func<TFrom, TTo> function)
        where TFrom : unmanaged
        where TTo : unmanaged => (Processor cpu, in Instruction i) =>
        {
            int count = Processor.Width(i) / Math.Max(Unsafe.SizeOf<TFrom>(), Unsafe.SizeOf<TTo>());
            count = i.GetOpKind(0) == OpKind.Register ? Math.Min(i.GetOpRegister(0).GetSize() / Unsafe.SizeOf<TTo>(), Source(i) / Unsafe.SizeOf<TFrom>()) : count;
            Span<TFrom> source = stackalloc TFrom[count];
            Span<TTo> result = stackalloc TTo[count];
            cpu.Read(i, 1, source);
            for (int lane = 0; lane < count; lane++)
            {
                result[lane] = function(source[lane]);
            }

            cpu.Write<TTo>(i, result);
        };

    /// <summary>Two sources, the second and third operand.</summary>
    public static Operation Binary<T>(Func<T, T, T> function)
        where T : unmanaged => (Processor cpu, in Instruction i) =>
        {
            int count = Processor.Width(i) / Unsafe.SizeOf<T>();
            Span<T> a = stackalloc T[count];
            Span<T> b = stackalloc T[count];
            cpu.Read(i, 1, a);
            cpu.Read(i, 2, b);
            for (int lane = 0; lane < count; lane++)
            {
                a[lane] = function(a[lane], b[lane]);
            }

            cpu.Write<T>(i, a);
        };

    /// <summary>The destination is the first source.</summary>
    public static Operation Ternary<T>(Func<T, T, T, T> function)
        where T : unmanaged => (Processor cpu, in Instruction i) =>
        {
            int count = Processor.Width(i) / Unsafe.SizeOf<T>();
            Span<T> a = stackalloc T[count];
            Span<T> b = stackalloc T[count];
            Span<T> c = stackalloc T[count];
            cpu.Read(i, 0, a);
            cpu.Read(i, 1, b);
            cpu.Read(i, 2, c);
            for (int lane = 0; lane < count; lane++)
            {
                a[lane] = function(a[lane], b[lane], c[lane]);
            }

            cpu.Write<T>(i, a);
        };

    /// <summary>A source and an immediate byte.</summary>
    public static Operation Immediate<T>(Func<T, byte, T> function)
        where T : unmanaged => (Processor cpu, in Instruction i) =>
        {
            int count = Processor.Width(i) / Unsafe.SizeOf<T>();
            Span<T> a = stackalloc T[count];
            cpu.Read(i, 1, a);
            for (int lane = 0; lane < count; lane++)
            {
                a[lane] = function(a[lane], (byte)i.GetImmediate(2));
            }

            cpu.Write<T>(i, a);
        };

    /// <summary>Bytes of the second operand at the most: those of its register, or of what memory holds for it.</summary>
    private static int Source(in Instruction i) =>
        i.GetOpKind(1) == OpKind.Register ? i.GetOpRegister(1).GetSize() : i.IsBroadcast ? Processor.VectorBytes : i.MemorySize.GetSize();
}
