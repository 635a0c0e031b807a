namespace Xinference.Serving;

/// <summary>One text to generate.</summary>
/// <param name="Model">What generates it.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="Choice">Its number among all texts of the call.</param>
/// <param name="SeedOffset">Its number among the texts of its request.</param>
internal sealed record ChoicePlan(ServedModel Model, TextRequest Request, int Choice, int SeedOffset);
