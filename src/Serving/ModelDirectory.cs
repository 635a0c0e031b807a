using System.Collections.Immutable;

namespace Xinference.Serving;

/// <summary>The models that are being served, by uid (upper and lower case differ). Safe for use by many threads.</summary>
public sealed class ModelDirectory
{
    private ImmutableSortedDictionary<string, ServedModel> _models =
        ImmutableSortedDictionary<string, ServedModel>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>All of them, ordered by uid.</summary>
    public IReadOnlyCollection<ServedModel> All => [.. _models.Values];

    /// <summary>The model of that uid, or null.</summary>
    public ServedModel? Find(string uid) => _models.GetValueOrDefault(uid);

    /// <summary>Adds a model; false if its uid is taken.</summary>
    public bool TryAdd(ServedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ImmutableInterlocked.Update(
            ref _models,
            static (models, added) => models.ContainsKey(added.Uid) ? models : models.Add(added.Uid, added),
            model);
    }

    /// <summary>Takes a model out, so that no new request finds it, and returns it; null if there was none.</summary>
    public ServedModel? Remove(string uid)
    {
        ServedModel? removed = null;
        ImmutableInterlocked.Update(
            ref _models,
            models =>
            {
                removed = models.GetValueOrDefault(uid);
                return models.Remove(uid);
            });
        return removed;
    }
}
