using Xinference.Engine.Execution;
using Xinference.Inference;

namespace Xinference.Engine.Tests.Execution;

public sealed class NullDeviceTests : DeviceConformance
{
    protected override IDevice Open() => new NullDevice(new ModelLimits(32, 128), blockCount: 32, maxBatchTokens: 64, maxSequences: 4);
}
