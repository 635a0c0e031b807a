using System.Diagnostics.Metrics;
using Xinference.Inference;
using Xinference.Tokenizers;
using Xinference.Tokenizers.Templates;

namespace Xinference.Serving.Tests;

/// <summary>Models that need no weights.</summary>
public static class TestModel
{
    public static ITokenizer Tokenizer { get; } = TinyTokenizer.Load();

    public static ServedModel Over(IInferenceGateway gateway, string uid = "tiny", bool canChat = true) => new()
    {
        Uid = uid,
        Created = DateTimeOffset.UnixEpoch.AddDays(1),
        Description = new() { Name = uid, Text = "Says what it was told to say.", Family = "scripted", Format = "none", Languages = ["en"] },
        Tokenizer = Tokenizer,
        Gateway = gateway,
        ChatTemplate = canChat ? ChatTemplate.Parse(TinyTokenizer.ChatTemplate) : null,
    };

    public static ScriptedGateway Saying(string reply) => new(Ids(reply));

    public static IReadOnlyList<int> Ids(string text) => Tokenizer.Encode(text, EncodeOptions.PlainText);
}

internal sealed class PlainMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        Meter meter = new(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose() => _meters.ForEach(meter => meter.Dispose());
}
