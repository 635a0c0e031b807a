namespace Xinference.TrainTiny.World;

/// <summary>What an animal is like; an empty <c>Sound</c> means that it is quiet.</summary>
internal sealed record Animal(string Name, string Plural, string Sound, int Legs, string Food, string Home, string Baby, bool Flies, bool Swims);

/// <summary>A cause, what follows, and the same pair told as an observation with its reason.</summary>
internal sealed record Cause(string If, string Then, string Observed, string Because);

/// <summary>Something one uses, and what for.</summary>
internal sealed record Tool(string Name, string Use);

/// <summary>A place of the town and what people do there.</summary>
internal sealed record Place(string Name, string Activity);

/// <summary>Every fact of the small world. The corpus says nothing that contradicts these tables.</summary>
internal static class Facts
{
    public static readonly Person[] People =
    [
        new("Anna", true, 34, "baker", "the bakery", "the red house by the river", "cat", "Mimi", "blue", "apple pie", "Ben"),
        new("Ben", false, 40, "farmer", "the farm", "the old farmhouse on the hill", "horse", "Star", "green", "corn soup", "Anna"),
        new("Clara", true, 29, "teacher", "the school", "the small house next to the school", "rabbit", "Snowy", "yellow", "pancakes", "Jack"),
        new("David", false, 52, "doctor", "the hospital", "the big house on Main Street", "dog", "Rex", "white", "fish", "Iris"),
        new("Emma", true, 27, "painter", "the studio", "a flat above the shop", "parrot", "Coco", "purple", "cherries", "Grace"),
        new("Felix", false, 45, "fisherman", "the harbour", "the boat house at the harbour", "duck", "Donny", "orange", "rice", "Henry"),
        new("Grace", true, 61, "gardener", "the park", "the cottage in the forest", "turtle", "Tilly", "pink", "salad", "Emma"),
        new("Henry", false, 38, "bus driver", "the bus station", "the brick house near the bus station", "goat", "Billy", "brown", "cheese", "Felix"),
        new("Iris", true, 31, "nurse", "the hospital", "the white house by the lake", "goldfish", "Bubbles", "red", "noodles", "David"),
        new("Jack", false, 23, "postman", "the post office", "the room over the post office", "hen", "Penny", "grey", "eggs", "Clara"),
    ];

    public static readonly Animal[] Animals =
    [
        new("dog", "dogs", "woof", 4, "meat", "in a kennel", "puppy", false, true),
        new("cat", "cats", "meow", 4, "fish", "in a house", "kitten", false, false),
        new("cow", "cows", "moo", 4, "grass", "on a farm", "calf", false, false),
        new("horse", "horses", "neigh", 4, "hay", "in a stable", "foal", false, false),
        new("sheep", "sheep", "baa", 4, "grass", "in a meadow", "lamb", false, false),
        new("pig", "pigs", "oink", 4, "corn", "in a sty", "piglet", false, false),
        new("duck", "ducks", "quack", 2, "water plants", "on a pond", "duckling", true, true),
        new("hen", "hens", "cluck", 2, "grain", "in a coop", "chick", false, false),
        new("goat", "goats", "meh", 4, "leaves", "on a farm", "kid", false, false),
        new("rabbit", "rabbits", "", 4, "carrots", "in a burrow", "bunny", false, false),
        new("parrot", "parrots", "squawk", 2, "nuts", "in the jungle", "chick", true, false),
        new("goldfish", "goldfish", "", 0, "fish food", "in a bowl of water", "fry", false, true),
        new("turtle", "turtles", "", 4, "lettuce", "near the water", "hatchling", false, true),
        new("bee", "bees", "buzz", 6, "nectar", "in a hive", "larva", true, false),
        new("frog", "frogs", "croak", 4, "flies", "near a pond", "tadpole", false, true),
        new("owl", "owls", "hoot", 2, "mice", "in a tree", "owlet", true, false),
        new("lion", "lions", "roar", 4, "meat", "on the savanna", "cub", false, false),
        new("elephant", "elephants", "toot", 4, "leaves", "on the savanna", "calf", false, true),
        new("spider", "spiders", "", 8, "flies", "in a web", "spiderling", false, false),
        new("snake", "snakes", "hiss", 0, "mice", "in a hole", "snakelet", false, false),
    ];

    /// <summary>Things (singular verb) and their colour.</summary>
    public static readonly (string Thing, string Colour)[] Colours =
    [
        ("grass", "green"), ("the sky", "blue"), ("snow", "white"), ("the sun", "yellow"), ("a banana", "yellow"),
        ("a tomato", "red"), ("a carrot", "orange"), ("coal", "black"), ("a lemon", "yellow"), ("a strawberry", "red"),
        ("milk", "white"), ("chocolate", "brown"), ("an elephant", "grey"), ("the night", "black"), ("a leaf", "green"),
        ("an orange", "orange"), ("a cherry", "red"), ("the sea", "blue"), ("a cloud", "white"), ("mud", "brown"),
        ("a frog", "green"), ("a pig", "pink"), ("a plum", "purple"), ("a cucumber", "green"), ("a rain cloud", "grey"),
    ];

    public static readonly (string First, string Second, string Result)[] Mixes =
    [
        ("red", "yellow", "orange"), ("blue", "yellow", "green"), ("red", "blue", "purple"),
        ("red", "white", "pink"), ("black", "white", "grey"),
    ];

    public static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>The seasons in order, with the weather and what happens.</summary>
    public static readonly (string Name, string Weather, string Event)[] Seasons =
    [
        ("spring", "mild", "the flowers begin to grow"), ("summer", "hot", "people swim in the lake"),
        ("autumn", "windy", "the leaves fall from the trees"), ("winter", "cold", "it snows"),
    ];

    public static readonly (string Word, string Opposite)[] Opposites =
    [
        ("hot", "cold"), ("big", "small"), ("fast", "slow"), ("happy", "sad"), ("day", "night"), ("up", "down"),
        ("open", "closed"), ("old", "young"), ("wet", "dry"), ("loud", "quiet"), ("full", "empty"), ("light", "dark"),
        ("left", "right"), ("long", "short"), ("hard", "soft"), ("early", "late"), ("clean", "dirty"), ("yes", "no"),
    ];

    public static readonly Cause[] Causes =
    [
        new("it rains", "the ground gets wet", "the ground wet", "it rained"),
        new("ice gets warm", "it melts and turns into water", "the ice melting", "it got warm"),
        new("water gets very cold", "it turns into ice", "the water frozen", "it got very cold"),
        new("you drop a glass", "it breaks", "the glass broken", "someone dropped it"),
        new("you do not water a plant", "it dries out", "the plant dry", "nobody watered it"),
        new("you do not sleep", "you get tired", "Ben tired", "he did not sleep"),
        new("you do not eat", "you get hungry", "the cat hungry", "it did not eat"),
        new("you touch fire", "you burn your hand", "his hand hurting", "he touched the fire"),
        new("the sun shines", "the day gets warm", "the day warm", "the sun is shining"),
        new("the wind blows", "the leaves move", "the leaves moving", "the wind is blowing"),
        new("you play in the mud", "you get dirty", "the dog dirty", "it played in the mud"),
        new("you wash your hands", "they get clean", "her hands clean", "she washed them"),
        new("you run for a long time", "you get tired", "the horse tired", "it ran for a long time"),
        new("the sun goes down", "it gets dark", "it dark", "the sun went down"),
        new("you plant a seed and water it", "a flower grows", "a flower growing there", "someone planted a seed"),
        new("it snows", "everything turns white", "everything white", "it snowed"),
        new("you leave milk in the sun", "it goes sour", "the milk sour", "it stood in the sun"),
        new("you forget your umbrella in the rain", "you get wet", "Jack wet", "he forgot his umbrella"),
    ];

    public static readonly Tool[] Tools =
    [
        new("an umbrella", "to stay dry in the rain"), new("a broom", "to sweep the floor"), new("a spoon", "to eat soup"),
        new("a key", "to open a door"), new("a lamp", "to make light"), new("a pen", "to write"), new("a bed", "to sleep"),
        new("a cup", "to drink"), new("a knife", "to cut bread"), new("a boat", "to cross the river"), new("soap", "to wash your hands"),
        new("a clock", "to see what time it is"), new("a hammer", "to hit nails"), new("a brush", "to paint"), new("a coat", "to stay warm"),
    ];

    public static readonly Place[] Places =
    [
        new("the bakery", "buy bread and cake"), new("the school", "learn to read and count"), new("the hospital", "get help when you are ill"),
        new("the farm", "see cows, pigs and hens"), new("the harbour", "look at the boats"), new("the park", "sit under the trees"),
        new("the post office", "send a letter"), new("the shop", "buy milk and eggs"), new("the library", "read books"),
        new("the lake", "swim in summer"), new("the bus station", "take the bus"), new("the forest", "listen to the owls"),
    ];
}
