using System.Globalization;
using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Models.Weights;

/// <summary>Takes tensors out of a file by name and shape, and keeps account of all that does not fit.</summary>
internal sealed class WeightBinder(IWeightFile file)
{
    private const int FaultsShown = 20;

    private readonly List<string> _faults = [];
    private readonly HashSet<string> _taken = [];

    /// <summary>A matrix or vector that must be there.</summary>
    public TensorView Require(string name, params ReadOnlySpan<long> extents)
    {
        if (Optional(name, extents) is { } view)
        {
            return view;
        }

        _faults.Add($"missing {name} {new Shape(extents)}");
        return default;
    }

    /// <summary>A matrix or vector that may be there.</summary>
    public TensorView? Optional(string name, params ReadOnlySpan<long> extents)
    {
        if (!file.Tensors.TryGetValue(name, out TensorInfo? info))
        {
            return null;
        }

        _taken.Add(name);
        var wanted = new Shape(extents);
        if (info.Shape != wanted)
        {
            _faults.Add($"{name} has shape {info.Shape}, should have {wanted}");
        }

        return file.Open(name);
    }

    /// <summary>The projection of a layer with its bias, if it has one.</summary>
    public LinearWeights Linear(string name, int rows, int columns, bool biasRequired = false) => new(
        Require($"{name}.weight", rows, columns),
        biasRequired ? Require($"{name}.bias", rows) : Optional($"{name}.bias", rows));

    /// <summary>Ends the binding.</summary>
    /// <exception cref="ModelException">Something was missing, misshapen, or left over; all of it is listed.</exception>
    public void AssertAllConsumed(IReadOnlyList<string> ignoredSuffixes) => AssertAllConsumed(name => ignoredSuffixes.Any(name.EndsWith));

    /// <summary>Ends the binding.</summary>
    /// <exception cref="ModelException">Something was missing, misshapen, or left over; all of it is listed.</exception>
    public void AssertAllConsumed(Func<string, bool> isIgnored)
    {
        foreach (string name in file.Tensors.Keys)
        {
            if (!_taken.Contains(name) && !isIgnored(name))
            {
                _faults.Add($"unexpected {name} {file.Tensors[name].Shape}");
            }
        }

        if (_faults.Count > 0)
        {
            string more = _faults.Count > FaultsShown ? $"; and {_faults.Count - FaultsShown} more" : "";
            throw new ModelException($"the weights do not fit the architecture: {string.Join("; ", _faults.Take(FaultsShown))}{more}");
        }
    }

    public static string Layer(string pattern, int layer) => string.Format(CultureInfo.InvariantCulture, pattern, layer);
}
