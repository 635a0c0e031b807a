using System.CommandLine;
using Xinference.Catalog;
using Xinference.Cli.Inspection;
using Xinference.Formats;
using Xinference.Loading.Profiling;

namespace Xinference.Cli.Commands;

/// <summary><c>xinference inspect</c>: what is in a weight file, or where the time goes when it runs.</summary>
internal sealed class InspectCommand
{
    private readonly Argument<string?> _file = new("file")
    {
        Description = "A GGUF or safetensors file, or a model folder.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly ModelOptions _model = new("--model-path");

    private readonly Option<bool> _program = new("--program")
    {
        Description = "Compiles the model, runs a few steps, and prints for each kind of kernel call bytes, operations, time and shares of what the machine can do.",
    };

    private readonly NumberOption<int> _tokens = new("--tokens", 1, int.MaxValue)
    {
        Description = "With --program: tokens of the prompt; default: 512, fewer where the model's context is shorter.",
    };

    private readonly Option<bool> _detail = new("--detail") { Description = "With --program: each kernel call instead of each kind." };

    private readonly ChoiceOption<OutputFormat> _format = CommonOptions.Format();

    public static Command Create() => new InspectCommand().Build();

    private CliCommand Build()
    {
        CliCommand command = new CliCommand(
            "inspect",
            "Prints metadata and tensors of a weight file without loading it; or, with --program, where the time goes when it runs.",
            "xinference inspect model.gguf",
            "xinference inspect path/to/folder --format json",
            "xinference inspect --model-path model.gguf --program --tokens 128").With([_program, _tokens, _detail, .. _model.All, _format]);
        command.Add(_file);
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(parsed, cancellationToken)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_program))
        {
            Profile(parsed, cancellationToken);
        }
        else
        {
            Inspect(parsed);
        }

        return ExitCodes.Success;
    }

    private void Inspect(ParseResult parsed)
    {
        if (new Option[] { _tokens, _detail }.Concat(_model.Settings).FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } idle)
        {
            throw new UsageException($"{idle.Name} says how a model is to run: it needs --program");
        }

        using IWeightFile file = WeightFile.Open(PathIn(parsed) ?? throw new UsageException("no file is given: name a GGUF or safetensors file, or a model folder"));
        if (_format.ValueIn(parsed) == OutputFormat.Json)
        {
            JsonOutput.Print(InspectionDocument.Of(file));
        }
        else
        {
            InspectionTables.Print(file);
        }
    }

    private void Profile(ParseResult parsed, CancellationToken cancellationToken)
    {
        ModelLocation location = ModelResolver.Resolve(PathIn(parsed), XinferenceHome.Path);
        ProgramProfile profile = ProgramProfiler.Run(
            location, _model.Read(parsed), new ProfileSettings(parsed.GetValue(_tokens)), TimeProvider.System, cancellationToken);
        bool detail = parsed.GetValue(_detail);
        if (_format.ValueIn(parsed) == OutputFormat.Json)
        {
            JsonOutput.Print(ProfileDocument.Of(location.Name, profile, detail), ProfileJson.Default.ProfileDocument);
        }
        else
        {
            ProfileTables.Print(location.Name, profile, detail);
        }
    }

    private string? PathIn(ParseResult parsed) => (parsed.GetValue(_file), _model.PathIn(parsed)) switch
    {
        ({ } file, { } path) => throw new UsageException($"two models are given, {file} and --model-path {path}: leave one of them out"),
        var (file, path) => file ?? path,
    };
}
