using System.Globalization;
using Xinference.Formats;
using Xinference.Tensors;

namespace Xinference.Models.Weights;

/// <summary>Takes tensors out of a file by name and shape, and keeps account of all that does not fit.</summary>
internal sealed class WeightBinder(IWeightFile file, HfQuantization? quantization = null)
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

    /// <summary>What the file says about a tensor, or null where it has none of this name.</summary>
    public TensorInfo? Info(string name) => file.Tensors.GetValueOrDefault(name);

    /// <summary>A tensor of one of some types that must be there; null, and a fault, where it is not as wanted.</summary>
    public TensorView? Whole(string name, ReadOnlySpan<DType> types, params ReadOnlySpan<long> extents)
    {
        TensorView view = Require(name, extents);
        if (Info(name) is not { } info || info.Shape != new Shape(extents))
        {
            return null;
        }

        if (!types.Contains(info.Type))
        {
            AddFault($"{name} is of type {info.Type}");
            return null;
        }

        return view;
    }

    /// <summary>Notes something that does not fit.</summary>
    public void AddFault(string fault) => _faults.Add(fault);

    /// <summary>Whether the file has a tensor of this name.</summary>
    public bool Has(string name) => file.Tensors.ContainsKey(name);

    /// <summary>Projections of the same input that the file keeps as one matrix, the rows of the first on top.</summary>
    public LinearWeights[] Fused(string name, int columns, params ReadOnlySpan<int> rows)
    {
        int total = 0;
        foreach (int count in rows)
        {
            total = checked(total + count);
        }

        LinearWeights whole = Linear(name, total, columns);
        if (whole.Weight.Scales is not null)
        {
            AddFault($"{name} holds several projections whose scales lie apart, which is not supported");
        }

        var parts = new LinearWeights[rows.Length];
        for (int i = 0, first = 0; i < rows.Length; first += rows[i++])
        {
            TensorView? bias = whole.Bias is { } vector ? Part(vector, new(total), first, rows[i]) : null;
            parts[i] = new(Part(whole.Weight, new(total, columns), first, rows[i]), bias);
        }

        return parts;
    }

    /// <summary>One projection of every expert: from one tensor <c>[experts, rows, columns]</c>, or, where the name has a place for the expert's number, from one each.</summary>
    public IReadOnlyList<LinearWeights> Experts(string pattern, int layer, int experts, int rows, int columns)
    {
        if (pattern.Contains("{1}", StringComparison.Ordinal))
        {
            return [.. Enumerable.Range(0, experts).Select(
                expert => Linear(string.Format(CultureInfo.InvariantCulture, pattern, layer, expert), rows, columns))];
        }

        string name = Layer(pattern, layer);
        TensorView weights = Require($"{name}.weight", experts, rows, columns);
        TensorView? biases = Optional($"{name}.bias", experts, rows);
        return [.. Enumerable.Range(0, experts).Select(expert => new LinearWeights(
            Part(weights, new(experts, rows, columns), (long)expert * rows, rows),
            biases is { } all ? Part(all, new(experts, rows), expert, 1) : null))];
    }

    /// <summary>The projection of a layer with its bias, if it has one.</summary>
    public LinearWeights Linear(string name, int rows, int columns, bool biasRequired = false) => new(
        ScaledBinding.Find(this, quantization, name, rows, columns) ?? Require($"{name}.weight", rows, columns),
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
            if (!_taken.Contains(name) && !isIgnored(name) && !(quantization is not null && HfQuantization.Ignores(name)))
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

    // what is missing or misshapen is on the list of faults, and nobody gets to read it
    private static TensorView Part(TensorView tensor, Shape whole, long first, long count) =>
        tensor.Shape == whole && tensor.Scales is null ? tensor.Part(first, count) : default;

    public static string Layer(string pattern, int layer) => string.Format(CultureInfo.InvariantCulture, pattern, layer);
}
