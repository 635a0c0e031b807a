using System.Text;
using Xinference.TrainTiny.Text;

namespace Xinference.TrainTiny.Talk;

/// <summary>A piece of a document and how much its tokens count in the loss.</summary>
internal readonly record struct Piece(string Text, float Weight);

/// <summary>One document: a story, or a rendered conversation, without the final end-of-text token.</summary>
internal sealed record Document(IReadOnlyList<Piece> Pieces)
{
    public string Text => string.Concat(Pieces.Select(piece => piece.Text));
}

/// <summary>An endless stream of documents, the same for the same seed: about seven chats to three stories.</summary>
internal static class Corpus
{
    private const float QuestionWeight = 0.25f;

    public static Document Draw(Random random) => random.Next(100) switch
    {
        < 68 => Chat(Chats.EnglishChat(random)),
        < 80 => Chat(Chats.ChineseChat(random)),
        < 97 => new([new(Stories.Tell(random), 1)]),
        _ => new([new(ChineseTopics.Story(random), 1)]),
    };

    public static Document Chat(IReadOnlyList<Message> messages)
    {
        List<Piece> pieces = [];
        StringBuilder asked = new();
        foreach (Message message in messages)
        {
            asked.Append(ChatFormat.Open(message.Role));
            if (message.Role == "assistant")
            {
                pieces.Add(new(asked.ToString(), QuestionWeight));
                asked.Clear();
                pieces.Add(new(message.Content + ChatFormat.End, 1));
                asked.Append('\n');
            }
            else
            {
                asked.Append(message.Content).Append(ChatFormat.End).Append('\n');
            }
        }

        pieces.Add(new(asked.ToString(), QuestionWeight));
        return new(pieces);
    }
}
