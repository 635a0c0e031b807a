namespace Xinference.Serving.Tests;

public class ModelDirectoryTests
{
    [Fact]
    public void Of_many_threads_adding_one_uid_one_succeeds()
    {
        ModelDirectory directory = new();
        int added = 0;
        Parallel.For(0, 64, i =>
        {
            if (directory.TryAdd(TestModel.Over(TestModel.Saying(""), $"model-{i % 4}")))
            {
                Interlocked.Increment(ref added);
            }
        });
        Assert.Equal(4, added);
        Assert.Equal(["model-0", "model-1", "model-2", "model-3"], directory.All.Select(model => model.Uid));
    }

    [Fact]
    public void A_removed_model_is_found_no_more()
    {
        ModelDirectory directory = new();
        ServedModel model = TestModel.Over(TestModel.Saying(""));
        Assert.True(directory.TryAdd(model));
        Assert.Same(model, directory.Remove("tiny"));
        Assert.Null(directory.Find("tiny"));
        Assert.Null(directory.Remove("tiny"));
    }
}
