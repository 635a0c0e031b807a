using System.CommandLine;
using Xinference.TrainTiny;

Option<string> output = new("--output") { Description = "Folder for the model, its tokenizer and its card.", Required = true };
Option<int> seed = new("--seed") { Description = "Seed of the corpus and of the first weights.", DefaultValueFactory = _ => 20261122 };
Option<int> steps = new("--steps") { Description = "Training steps of 1024 tokens each.", DefaultValueFactory = _ => 1400 };
Option<int> threads = new("--threads") { Description = "Threads of the tensor library; the result depends on their number.", DefaultValueFactory = _ => 2 };
Option<bool> resume = new("--resume") { Description = "Go on from the checkpoint in the output folder." };
Option<bool> fast = new("--bf16") { Description = "Run the linear maps of the training in bfloat16." };
Option<int> sample = new("--sample") { Description = "Only print this many documents of the corpus.", DefaultValueFactory = _ => 0 };
RootCommand root = new("Makes the tiny model that ships with Xinference for .NET: corpus, vocabulary, training and export, all from one seed.")
{
    output, seed, steps, threads, resume, fast, sample,
};
root.SetAction(arguments =>
{
    Options options = new(arguments.GetRequiredValue(output), arguments.GetValue(seed), arguments.GetValue(steps), arguments.GetValue(threads),
        arguments.GetValue(resume), arguments.GetValue(fast));
    if (arguments.GetValue(sample) is var count and > 0)
    {
        Pipeline.Print(options.Seed, count);
        return;
    }

    Pipeline.Run(options);
});
return root.Parse(args).Invoke();
