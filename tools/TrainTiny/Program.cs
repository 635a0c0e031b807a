using System.CommandLine;
using Xinference.TrainTiny;

Option<string> output = new("--output") { Description = "Folder for the model, its tokenizer and its card.", Required = true };
Option<int> seed = new("--seed") { Description = "Seed of the corpus and of the first weights.", DefaultValueFactory = _ => 20261122, Recursive = true };
Option<int> steps = new("--steps") { Description = "Training steps of 1024 tokens each.", DefaultValueFactory = _ => 1400 };
Option<int> threads = new("--threads") { Description = "Threads of the tensor library; the result depends on their number.", DefaultValueFactory = _ => 2 };
Option<bool> resume = new("--resume") { Description = "Go on from the checkpoint in the output folder; with no steps left, only write the files anew." };
Option<bool> fast = new("--bf16") { Description = "Run the linear maps of the training in bfloat16." };
Argument<int> count = new("count") { Description = "How many documents.", DefaultValueFactory = _ => 20 };

Command sample = new("sample", "Prints documents of the corpus.") { count };
sample.SetAction(arguments => Inspection.Documents(arguments.GetValue(seed), arguments.GetValue(count)));

Command tokens = new("tokens", "Prints documents with their token ids, one JSON array a document, to compare with another tokenizer.") { count };
tokens.SetAction(arguments => Inspection.Tokens(arguments.GetValue(seed), arguments.GetValue(count)));

Argument<string> weights = new("weights") { Description = "A model.safetensors or a checkpoint." };
Argument<string[]> turns = new("turns") { Description = "What the user says, turn by turn." };
Command ask = new("ask", "Holds a conversation with greedy answers.") { weights, turns };
ask.SetAction(arguments => Conversation.Hold(arguments.GetRequiredValue(weights), arguments.GetValue(seed), arguments.GetRequiredValue(turns)));

RootCommand root = new("Makes the tiny model that ships with Xinference for .NET: corpus, vocabulary, training and export, all from one seed.")
{
    output, seed, steps, threads, resume, fast, sample, tokens, ask,
};
root.SetAction(arguments => Pipeline.Run(new(
    arguments.GetRequiredValue(output), arguments.GetValue(seed), arguments.GetValue(steps), arguments.GetValue(threads),
    arguments.GetValue(resume), arguments.GetValue(fast))));
return root.Parse(args).Invoke();
