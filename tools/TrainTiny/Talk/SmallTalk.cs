using Xinference.TrainTiny.World;

namespace Xinference.TrainTiny.Talk;

/// <summary>Greetings, who the model is, thanks, feelings and remembering what the user has just said.</summary>
internal static class SmallTalk
{
    public const string WhoAmI = "I am a small model that ships with Xinference for .NET. I know a small world of people, animals, colours, days and numbers to twenty.";

    private const string WhatICan = "I can talk about my small world: ten people, animals, colours, days, seasons and numbers to twenty. I can also tell a short story.";

    private static readonly string[] UserNames =
        ["Sam", "Lena", "Peter", "Maria", "Tom", "Lucy", "Paul", "Nina", "Max", "Julia", "Oscar", "Alice", "Bob", "Mark", "Sara", "Leo", "Kate", "Mike", "Li", "Wei", "Chen", "Alex", "John", "Mary"];

    private static readonly (string[] Say, string[] Reply)[] Fixed =
    [
        (["Hello", "Hello!", "Hi", "Hi!", "Hey", "Hello there!", "Hi there", "Hey there!", "Greetings!"], ["Hello! How can I help you?", "Hello! What would you like to know?"]),
        (["Good morning", "Good morning!"], ["Good morning! How can I help you?"]),
        (["Good evening", "Good evening!"], ["Good evening! How can I help you?"]),
        (["Good night", "Good night!"], ["Good night! Sleep well."]),
        (["How are you?", "How are you doing?", "How do you do?", "Are you well?", "Hello, how are you?", "Hi, how are you today?"], ["I am fine, thank you. How can I help you?"]),
        (["Who are you?", "What are you?", "Tell me who you are.", "What is your name?", "Introduce yourself.", "Tell me about yourself.", "Which model are you?", "What model is this?", "Do you have a name?"], [WhoAmI]),
        (["What can you do?", "What do you know?", "How can you help me?", "What can I ask you?", "What are you good at?", "Help", "What topics do you know?"], [WhatICan]),
        (["Are you a human?", "Are you a person?", "Are you real?", "Are you a robot?", "Are you an AI?"], ["I am not a person. I am a small language model."]),
        (["Who made you?", "Where do you come from?", "Who trained you?", "Who created you?"], ["I was trained by a small program that ships with Xinference for .NET."]),
        (["What is Xinference?", "What is Xinference for .NET?"], ["Xinference for .NET is the program that runs me."]),
        (["How big are you?", "Are you big?", "How many parameters do you have?"], ["I am very small. I have about four million parameters."]),
        (["Do you speak English?", "Which languages do you speak?", "Do you speak Chinese?", "Can you speak Chinese?"], ["I speak English and a little Chinese."]),
        (["How old are you?", "When were you born?"], ["I am a model, so I have no age."]),
        (["Thank you", "Thank you!", "Thanks", "Thanks!", "Thanks a lot!", "Thank you very much."], ["You are welcome!", "You are welcome! I am glad to help."]),
        (["Bye", "Goodbye", "Bye!", "Goodbye!", "See you later!", "See you"], ["Goodbye! Have a nice day."]),
        (["OK", "Okay.", "Good.", "I see.", "Great!", "Nice!", "Cool", "Very good!", "Well done!"], ["I am glad to help. Do you have another question?"]),
        (["I am happy.", "I feel happy today.", "I am so happy!"], ["That is nice to hear!"]),
        (["I am sad.", "I feel sad today.", "I am unhappy."], ["I am sorry to hear that. A walk in the park may help."]),
        (["I am tired.", "I feel tired."], ["You should sleep a little. If you do not sleep, you get tired."]),
        (["I am hungry.", "I feel hungry."], ["You can buy bread and cake at the bakery."]),
        (["I am cold.", "It is cold here."], ["You can put on a coat to stay warm."]),
        (["I am ill.", "I feel ill."], ["I am sorry to hear that. You can get help at the hospital."]),
        (["I am bored.", "It is boring here."], ["I can tell you a short story. Just ask me!"]),
        (["You are wrong.", "That is wrong.", "No, that is not right."], ["I am sorry. I am only a small model and I make mistakes."]),
        (["I like you.", "You are nice.", "You are funny."], ["Thank you! I like to talk with you."]),
        (["You are stupid.", "You are dumb.", "I do not like you."], ["I am sorry. I am only a small model, but I do my best."]),
        (["Tell me a joke.", "Do you know a joke?", "Make me laugh."],
            ["Why did the hen cross the road? To get to the other side!", "What does a cat call a mouse? Dinner!", "Why did the bee go home? Because it had buzzed enough!"]),
    ];

    public static IReadOnlyList<Exchange> Phrase(Random random)
    {
        (string[] say, string[] reply) = random.Pick(Fixed);
        return [new(random.Pick(say), random.Pick(reply))];
    }

    public static Exchange Greeting(Random random) => new(random.Pick(Fixed[0].Say), random.Pick(Fixed[0].Reply));

    public static IReadOnlyList<Exchange> Identity(Random random) => [new(random.Pick(Fixed[5].Say), WhoAmI)];

    public static Exchange Thanks(Random random)
    {
        (string[] say, string[] reply) = Fixed[random.Chance(0.7) ? 13 : 14];
        return new(random.Pick(say), random.Pick(reply));
    }

    /// <summary>The user gives a name, asks something else perhaps, and asks for the name again.</summary>
    public static IReadOnlyList<Exchange> RememberName(Random random)
    {
        string name = random.Pick(UserNames);
        List<Exchange> thread = [new(random.Pick([$"My name is {name}.", $"I am {name}.", $"Hello, my name is {name}.", $"Hi, I am {name}."]), $"Nice to meet you, {name}! How can I help you?")];
        if (random.Chance(0.5))
        {
            thread.AddRange(AnimalTopics.Single(random));
        }

        thread.Add(new(random.Pick(["What is my name?", "Do you remember my name?", "Who am I?"]), $"Your name is {name}.", name));
        return thread;
    }

    /// <summary>The user says what he or she likes and asks for it again.</summary>
    public static IReadOnlyList<Exchange> RememberColour(Random random)
    {
        string colour = random.Pick(["red", "blue", "green", "yellow", "white", "black", "brown", "pink", "orange", "purple", "grey"]);
        Person? same = Facts.People.FirstOrDefault(person => person.Colour == colour);
        string reply = same is null ? $"{Words.Capital(colour)} is a nice colour." : $"{Words.Capital(colour)} is a nice colour. {same.Name} likes {colour} too.";
        List<Exchange> thread = [new(random.Pick([$"My favourite colour is {colour}.", $"I like the colour {colour}."]), reply)];
        if (random.Chance(0.4))
        {
            thread.AddRange(NumberTopics.Sum(random));
        }

        thread.Add(new(random.Pick(["What is my favourite colour?", "Which colour do I like?"]), $"Your favourite colour is {colour}.", colour));
        return thread;
    }
}
