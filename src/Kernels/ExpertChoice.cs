using System.Runtime.CompilerServices;

namespace Xinference.Kernels;

/// <summary>
/// Picks the experts with the highest scores; of equal ones the first. Comparisons alone, so every rung chooses the same experts from the
/// same scores. Scores that are no numbers lose, but the experts picked are always different ones.
/// </summary>
internal static unsafe class ExpertChoice
{
    /// <summary>Chooses <c>routing.Used</c> experts, the best first.</summary>
    /// <param name="scores"><c>[Experts]</c>; those of groups that are not used are overwritten.</param>
    /// <param name="routing">How many, and from how many groups.</param>
    /// <param name="experts"><c>[Used]</c>, written.</param>
    public static void Run(float* scores, in Routing routing, int* experts)
    {
        if (routing.UsedGroups < routing.Groups)
        {
            CloseGroups(scores, routing);
        }

        Best(scores, routing.Experts, experts, routing.Used);
    }

    private static void Best(float* scores, int count, int* best, int wanted)
    {
        int found = 0;
        for (int i = 0; i < count; i++)
        {
            int place = found;
            while (place > 0 && IsLess(scores[best[place - 1]], scores[i]))
            {
                place--;
            }

            if (place == wanted)
            {
                continue;
            }

            found = Math.Min(found + 1, wanted);
            for (int j = found - 1; j > place; j--)
            {
                best[j] = best[j - 1];
            }

            best[place] = i;
        }
    }

    // a closed expert is below every number, and so is one whose score is none
    private static bool IsLess(float left, float right) => left < right || (float.IsNaN(left) && !float.IsNaN(right));

    [SkipLocalsInit]
    private static void CloseGroups(float* scores, in Routing routing)
    {
        int size = routing.Experts / routing.Groups;
        float* totals = stackalloc float[routing.Groups];
        int* open = stackalloc int[routing.UsedGroups];
        for (int group = 0; group < routing.Groups; group++)
        {
            totals[group] = Total(scores + (group * size), size, routing.Gating == ExpertGating.Sigmoid);
        }

        Best(totals, routing.Groups, open, routing.UsedGroups);
        for (int group = 0; group < routing.Groups; group++)
        {
            if (!new ReadOnlySpan<int>(open, routing.UsedGroups).Contains(group))
            {
                new Span<float>(scores + (group * size), size).Fill(float.NegativeInfinity);
            }
        }
    }

    private static float Total(float* scores, int size, bool two)
    {
        int* best = stackalloc int[2];
        int count = two && size > 1 ? 2 : 1;
        Best(scores, size, best, count);
        return count == 2 ? scores[best[0]] + scores[best[1]] : scores[best[0]];
    }
}
