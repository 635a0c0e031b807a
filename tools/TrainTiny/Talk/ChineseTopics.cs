using Xinference.TrainTiny.World;

namespace Xinference.TrainTiny.Talk;

/// <summary>A part of the same world in Chinese.</summary>
internal static class ChineseTopics
{
    private static readonly (string Name, string Job, int Age, string Pet, string Colour, bool Female)[] People =
    [
        ("安娜", "面包师", 34, "猫", "蓝色", true), ("本", "农民", 40, "马", "绿色", false), ("克拉拉", "老师", 29, "兔子", "黄色", true),
        ("大卫", "医生", 52, "狗", "白色", false), ("爱玛", "画家", 27, "鹦鹉", "紫色", true),
    ];

    private static readonly (string Name, string Sound, string Legs, string Food)[] Animals =
    [
        ("狗", "汪汪", "四", "肉"), ("猫", "喵喵", "四", "鱼"), ("牛", "哞哞", "四", "草"), ("羊", "咩咩", "四", "草"), ("鸭子", "嘎嘎", "两", "水草"),
        ("青蛙", "呱呱", "四", "苍蝇"), ("蜜蜂", "嗡嗡", "六", "花蜜"), ("母鸡", "咯咯", "两", "谷子"),
    ];

    private static readonly (string Thing, string Colour)[] Colours =
        [("草", "绿色"), ("天空", "蓝色"), ("雪", "白色"), ("太阳", "黄色"), ("香蕉", "黄色"), ("西红柿", "红色"), ("煤", "黑色"), ("大海", "蓝色"), ("牛奶", "白色")];

    private static readonly string[] Days = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];

    private static readonly (string Word, string Opposite)[] Opposites = [("大", "小"), ("热", "冷"), ("快", "慢"), ("高", "低"), ("长", "短"), ("新", "旧"), ("多", "少"), ("白天", "黑夜")];

    private static readonly (string If, string Then)[] Causes = [("下雨", "地面会变湿"), ("冰变热", "冰会融化"), ("不睡觉", "你会累"), ("不吃饭", "你会饿"), ("太阳下山", "天会变黑"), ("下雪", "一切都会变白")];

    private static readonly (string[] Say, string Reply)[] Phrases =
    [
        (["你好", "你好！", "您好", "嗨"], "你好！我能帮你什么？"), (["你好吗？", "你怎么样？"], "我很好，谢谢。我能帮你什么？"),
        (["你是谁？", "你叫什么名字？", "请介绍一下你自己。", "你是什么？"], "我是随 Xinference for .NET 一起提供的小模型。我只知道一个小小的世界。"),
        (["你会做什么？", "你知道什么？"], "我可以谈谈我的小世界：人、动物、颜色、星期和二十以内的数字。"),
        (["谢谢", "谢谢你！", "多谢"], "不客气！"), (["再见", "再见！"], "再见！祝你愉快。"), (["你会说中文吗？", "你懂中文吗？"], "我会说一点中文。"), (["早上好", "早上好！"], "早上好！我能帮你什么？"),
    ];

    private static readonly string[] Unknown =
    [
        "法国的首都是哪里？", "谁是总统？", "什么是量子力学？", "写一首诗。", "写一个程序。", "今天天气怎么样？", "现在几点？", "爱因斯坦是谁？", "什么是人工智能？", "北京在哪里？", "怎么做饭？", "给我讲讲历史。", "中国有多少人？",
        "月亮有多远？", "什么是互联网？", "请翻译这句话。", "三乘以四是多少？", "谁发明了电话？", "足球比赛谁赢了？", "请写一篇文章。", "股票会涨吗？", "什么是爱？", "上海有多大？", "怎么学英语？", "地球有多重？", "牛顿是谁？", "唱一首歌。", "电脑怎么工作？",
    ];

    private const string UnknownAnswer = "这个我不知道。我只知道我的小世界。";

    public static IReadOnlyList<Exchange> Any(Random random) => [random.Next(9) switch
    {
        0 => Phrase(random),
        1 or 2 => AboutPerson(random),
        3 => AboutAnimal(random),
        4 => Colour(random),
        5 => Day(random),
        6 => Sum(random),
        7 => random.Chance(0.5) ? Opposite(random) : Why(random),
        _ => new(random.Pick(Unknown), UnknownAnswer),
    }];

    public static string Story(Random random)
    {
        (string name, string job, _, string pet, _, bool female) = random.Pick(People);
        string he = female ? "她" : "他";
        string day = random.Pick(Days);
        (string weather, string feeling) = random.Pick<(string, string)>([("下雨了，地面湿了", "在家里看书"), ("太阳很大，天很热", "去湖边游泳"), ("下雪了，一切都变白了", "在雪里玩"), ("风很大", "在家里喝茶")]);
        return $"{name}是{job}。{he}有一只{pet}。{day}，{weather}。{name}和{he}的{pet}{feeling}。{he}们很高兴。";
    }

    private static Exchange Phrase(Random random)
    {
        (string[] say, string reply) = random.Pick(Phrases);
        return new(random.Pick(say), reply);
    }

    private static Exchange AboutPerson(Random random)
    {
        (string name, string job, int age, string pet, string colour, bool female) = random.Pick(People);
        string he = female ? "她" : "他";
        return random.Next(5) switch
        {
            0 => new(random.Pick([$"{name}是谁？", $"你认识{name}吗？", $"请介绍一下{name}。"]), $"{name}是{job}。{he}{age}岁，有一只{pet}。"),
            1 => new(random.Pick([$"{name}多大？", $"{name}几岁？"]), $"{name}{age}岁。", $"{age}岁"),
            2 => new(random.Pick([$"{name}做什么工作？", $"{name}的工作是什么？"]), $"{name}是{job}。", job),
            3 => new(random.Pick([$"{name}有什么宠物？", $"{name}养了什么动物？"]), $"{name}有一只{pet}。", pet),
            _ => new(random.Pick([$"{name}喜欢什么颜色？", $"{name}最喜欢的颜色是什么？"]), $"{name}最喜欢{colour}。", colour),
        };
    }

    private static Exchange AboutAnimal(Random random)
    {
        (string name, string sound, string legs, string food) = random.Pick(Animals);
        return random.Next(3) switch
        {
            0 => new(random.Pick([$"{name}怎么叫？", $"{name}的叫声是什么？"]), $"{name}的叫声是{sound}。", sound),
            1 => new(random.Pick([$"{name}有几条腿？", $"{name}有多少条腿？"]), $"{name}有{legs}条腿。", legs),
            _ => new($"{name}吃什么？", $"{name}吃{food}。", food),
        };
    }

    private static Exchange Colour(Random random)
    {
        (string thing, string colour) = random.Pick(Colours);
        return new(random.Pick([$"{thing}是什么颜色？", $"{thing}的颜色是什么？", $"{thing}是什么颜色的？"]), $"{thing}是{colour}的。", colour);
    }

    private static Exchange Day(Random random)
    {
        int i = random.Next(7);
        return random.Chance(0.5)
            ? new(random.Pick([$"{Days[i]}的后一天是星期几？", $"{Days[i]}以后是星期几？"]), $"{Days[i]}的后一天是{Days[(i + 1) % 7]}。", Days[(i + 1) % 7])
            : new(random.Pick([$"{Days[i]}的前一天是星期几？", $"{Days[i]}以前是星期几？"]), $"{Days[i]}的前一天是{Days[(i + 6) % 7]}。", Days[(i + 6) % 7]);
    }

    private static Exchange Sum(Random random)
    {
        int a = random.Next(11), b = random.Next(11);
        return new(random.Pick([$"{a}加{b}是多少？", $"{a}加{b}等于几？", $"{a}+{b}等于多少？"]), $"{a}加{b}等于{a + b}。", $"{a + b}");
    }

    private static Exchange Opposite(Random random)
    {
        (string word, string other) = random.Pick(Opposites);
        (word, other) = random.Chance(0.5) ? (word, other) : (other, word);
        return new($"“{word}”的反义词是什么？", $"“{word}”的反义词是“{other}”。", other);
    }

    private static Exchange Why(Random random)
    {
        (string cause, string effect) = random.Pick(Causes);
        return new(random.Pick([$"如果{cause}，会怎么样？", $"{cause}会怎么样？"]), $"如果{cause}，{effect}。", effect);
    }
}
