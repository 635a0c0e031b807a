namespace Xinference.Kernels;

/// <summary>In what precision activations enter matrix products.</summary>
public enum ComputeMode
{
    /// <summary>Whatever is fastest on this machine within the documented error budgets.</summary>
    Auto,

    /// <summary>32-bit floats throughout: the mode in which engines are compared digit for digit.</summary>
    F32,
}
