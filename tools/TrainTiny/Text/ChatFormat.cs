using Xinference.TrainTiny.Talk;

namespace Xinference.TrainTiny.Text;

/// <summary>The special tokens and how a conversation is written with them.</summary>
internal static class ChatFormat
{
    public const string EndOfText = "<|endoftext|>";
    public const string Start = "<|im_start|>";
    public const string End = "<|im_end|>";

    public const string Jinja =
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    /// <summary>In the order of their ids, which are the lowest.</summary>
    public static readonly string[] SpecialTokens = [EndOfText, Start, End];

    public static string Open(string role) => $"{Start}{role}\n";

    /// <summary>What the chat template gives with a generation prompt.</summary>
    public static string Prompt(IEnumerable<Message> messages) =>
        string.Concat(messages.Select(message => $"{Open(message.Role)}{message.Content}{End}\n")) + Open("assistant");
}
