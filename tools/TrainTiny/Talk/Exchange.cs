namespace Xinference.TrainTiny.Talk;

/// <summary>One question and its answer; <c>Brief</c> is the answer in a word or two, where there is one.</summary>
internal sealed record Exchange(string Question, string Answer, string? Brief = null);

/// <summary>Draws a thread: one exchange, or several of which the later ones refer to the earlier.</summary>
internal delegate IReadOnlyList<Exchange> Topic(Random random);
