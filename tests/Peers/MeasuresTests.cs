using System.Globalization;
using Xinference.Peers.Cases;
using Xinference.Peers.Results;

namespace Xinference.Peers.Tests;

/// <summary>What is kept of the document that a contender prints.</summary>
public sealed class MeasuresTests
{
    private const string Lengths = """
        {"lengths":[{"prompt_tokens":1,"prefill_tps":9,"decode_tps":50,"decode_share_of_bandwidth":0.8},
                    {"prompt_tokens":512,"prefill_tps":300,"decode_tps":49,"prefill_share_of_integer_peak":0.5},
                    {"prompt_tokens":8192,"prefill_tps":200,"decode_tps":40}],
         "batches":[{"batch":1,"decode_tps":50},{"batch":16,"decode_tps":300}],
         "first_token_ms":900,"peak_rss_mb":1024,"weight_bytes":536870912,"kv_cache_bytes":536870912,
         "machine":{"cpu":"name","read_bandwidth_gbps":60}}
        """;

    [Theory]
    [InlineData(Figure.Speed, "decode at 0=50 decode at 0 share=0.8 decode at 8192=40 prefill 512=300 prefill 512 share=0.5 prefill 8192=200")]
    [InlineData(Figure.Context, "decode at 512=49 decode at 512 ÷ at 0=0.98 decode at 8192=40 decode at 8192 ÷ at 0=0.8 prefill 512=300 prefill 512 share=0.5 prefill 8192=200")]
    [InlineData(Figure.Batch, "decode ×1=50 decode ×16=300 decode ×16 ÷ ×1=6")]
    [InlineData(Figure.Load, "load to first token=900 peak memory=1024 peak memory ÷ (weights + KV)=1")]
    public void A_figure_keeps_its_own_measures(Figure figure, string expected)
    {
        Measures measures = Measures.Read(Lengths, figure);

        Assert.True(measures.Remove("machine read_bandwidth_gbps"));
        Assert.Equal(expected, string.Join(' ', measures.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}={one.Value}"))));
    }

    [Fact]
    public void Lines_before_the_document_are_skipped() =>
        Assert.Equal(2, Measures.Read("a warning\n{\"texts_per_second\":2,\"peak_rss_mb\":1}\n", Figure.Encoder)[Measures.Encoding]);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"lengths\":3}")]
    [InlineData("{\"lengths\":[{\"prompt_tokens\":1}]}")]
    [InlineData("{\"lengths\":[null]}")]
    [InlineData("{}")]
    public void A_broken_document_is_told(string output) => Assert.Throws<BenchException>(() => Measures.Read(output, Figure.Speed));
}
