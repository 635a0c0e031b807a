using Microsoft.Extensions.Logging;
using Xinference.Engine.Execution;
using Xinference.Engine.Scheduling;
using Xinference.Inference;

namespace Xinference.Engine;

/// <summary>The one owner of all engine state (INV-11): receive, plan, execute, commit, publish. No locks, since nobody else touches it.</summary>
internal sealed class StepLoop(Inbox inbox, Scheduler scheduler, StepRunner runner, Publisher publisher, EngineMetrics metrics, ILogger logger)
{
    /// <summary>Runs until the inbox says to stop. Whatever happens, every request that came in ends.</summary>
    public void Run()
    {
        (FinishReason reason, string error) = (FinishReason.Unavailable, "the engine was shut down while the request ran");
        try
        {
            while (inbox.Receive())
            {
                StepPlan plan = scheduler.Plan();
                if (!plan.IsEmpty)
                {
                    Step(plan);
                }

                publisher.Publish(scheduler);
                metrics.Observe(scheduler);
            }
        }
        catch (Exception e)
        {
            logger.LoopFailed(e);
            (reason, error) = (FinishReason.Failed, $"the engine failed: {e.Message}");
        }

        inbox.Close();
        scheduler.EndAll(reason, error);
        publisher.Publish(scheduler);
        metrics.Observe(scheduler);
    }

    // A step that fails ends its own requests and no others.
    private void Step(StepPlan plan)
    {
        long start = metrics.StepStarted();
        try
        {
            scheduler.Commit(plan, runner.Run(plan));
        }
        catch (Exception e)
        {
            logger.StepFailed(e, plan.Slices.Length, plan.TokenCount);
            scheduler.Fail(plan, $"the step failed: {e.Message}");
        }

        metrics.StepEnded(start, plan);
    }
}
