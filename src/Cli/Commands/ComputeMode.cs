namespace Xinference.Cli.Commands;

/// <summary>In what precision activations are kept between matrix products. The kernels of today keep floats in either mode.</summary>
internal enum ComputeMode
{
    /// <summary>Whatever is fastest on this machine within the documented error budgets.</summary>
    Auto,

    /// <summary>32-bit floats throughout: the mode in which engines are compared digit for digit.</summary>
    F32,
}
