using System.Numerics;
using CsCheck;
using Xinference.Tokenizers.Templates;

namespace Xinference.Tokenizers.Tests.Templates;

/// <summary>Hostile templates end quickly in a <see cref="TemplateException"/> that names the limit.</summary>
public sealed class SandboxTests
{
    private static readonly string[] Fragments =
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "-%}", "{%-", " if ", " else ", "{% if x %}", "{% endif %}", "{% for m in messages %}", "{% endfor %}",
        "{% set a = ", "{% endset %}", "{% macro f(a, b=1) %}", "{% endmacro %}", "{% raw %}", "{% endraw %}", "messages", "[0]", "[::-1]", ".role", "|",
        "tojson", "length", "join(', ')", "map(attribute='role')", "range(9)", "(", ")", "[", "]", "{", "}", "'", "\"", "\\", "1", "2.5", "1e9",
        "+", "-", "*", "**", "/", "//", "%", "~", "==", "<", " in ", " is ", " not ", "defined", "none", ",", ":", "=", ".", "\n", " ", "loop.index", "f(1)",
        "'a' * 9", "namespace(x=1)", "{% break %}", "😀", "\0",
    ];

    [Theory]
    [InlineData("{{ 'x' * 10**9 }}", "MaxStringLength")]
    [InlineData("{{ range(10**9) }}", "MaxCollectionSize")]
    [InlineData("{{ [0] * 10**9 }}", "MaxCollectionSize")]
    [InlineData("{{ 10**(10**9) }}", "bits")]
    [InlineData("{{ '%999999999d' % 1 }}", "MaxStringLength")]
    [InlineData("{{ 'x'.ljust(10**9) }}", "MaxStringLength")]
    [InlineData("{{ [1]|tojson(indent=10**9) }}", "MaxStringLength")]
    [InlineData("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "MaxDepth")]
    [InlineData("{% set n = namespace(x=[]) %}{% for i in range(9999) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x }}", "MaxDepth")]
    [InlineData("{% set n = namespace(x='a') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}", "MaxStringLength")]
    [InlineData("{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x == n.x|list }}{{ n.x }}", "Max")]
    [InlineData("{% for a in range(10000) %}{% for b in range(10000) %}{% endfor %}{% endfor %}", "Max")]
    [InlineData("{% for a in range(1000) %}{{ 'x' * 100000 }}{% endfor %}", "Max")]
    [InlineData("{% set l = [1] %}{% set _ = l.append(l) %}{{ l }}", "MaxDepth")]
    [InlineData("{% set l = ['A' * 1000000] * 1000 %}{{ l|sort }}", "MaxAllocation")]
    [InlineData("{{ ('a' * 1000000)|trim('b' * 999999 ~ 'a') }}", "MaxSteps")]
    [InlineData("{{ range(2**1000, 2**1000 + 10)|length }}", "64 bits")]
    public void A_limit_stops_the_render(string template, string limit)
    {
        TemplateException error = Assert.Throws<TemplateException>(() => Render(template));
        Assert.Contains(limit, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s[99999]")]
    [InlineData("s[-1]")]
    [InlineData("s[:5]")]
    [InlineData("s[::-1]")]
    [InlineData("s|length")]
    [InlineData("s|wordcount")]
    [InlineData("s|int")]
    [InlineData("s|float")]
    [InlineData("s|trim")]
    [InlineData("'xxxx'|trim(s)")]
    [InlineData("'xxxx'.strip(s)")]
    [InlineData("'x'|truncate(100000, end=s)")]
    [InlineData("1|attr(s)")]
    [InlineData("s.isalpha()")]
    [InlineData("s.find('b')")]
    [InlineData("s.startswith((s, s))")]
    [InlineData("s is lower")]
    [InlineData("s is upper")]
    [InlineData("s is startswith s")]
    [InlineData("s is endswith s")]
    [InlineData("s is filter")]
    [InlineData("s is test")]
    [InlineData("s == s + ''")]
    [InlineData("'b' in s")]
    [InlineData("'%5s' % s")]
    [InlineData("('%' ~ '0' * 100000 ~ 'd') % 1")]
    [InlineData("'{:5}'.format(s)")]
    [InlineData("strftime_now(z)")]
    [InlineData("d[s]")]
    [InlineData("l[s]")]
    [InlineData("s in d")]
    [InlineData("d.get(s)")]
    [InlineData("d.copy()")]
    [InlineData("d == {s: 1}")]
    [InlineData("dict(d)")]
    [InlineData("[s]|unique")]
    [InlineData("['A' + s]|sort")]
    [InlineData("['', s]|min")]
    [InlineData("[1]|sort(attribute=c)")]
    [InlineData("[d]|map(attribute=s)|list")]
    [InlineData("l.pop(0)")]
    public void Work_that_grows_with_a_text_is_paid_for(string expression)
    {
        const string Begin = "{% set s = 'a' * 100000 %}{% set c = ',' * 1000 %}{% set z = '%z' * 50000 %}{% set d = {s: 1} %}{% set l = range(100000) %}";
        string template = $"{Begin}{{% for i in range(3000) %}}{{% if {expression} %}}{{% endif %}}{{% endfor %}}";
        TemplateLimits limits = new() { MaxSteps = 400_000, MaxAllocation = long.MaxValue };
        TemplateException error = Assert.Throws<TemplateException>(() => Render(template, limits));
        Assert.Contains("MaxSteps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_undefined_value_does_not_keep_the_name_that_was_not_there()
    {
        TemplateException error = Assert.Throws<TemplateException>(() => Render("{{ messages['a' * 100000].x }}"));
        Assert.InRange(error.Message.Length, 1, 300);
    }

    [Fact]
    public void Keys_that_no_double_tells_apart_do_not_collide()
    {
        BigInteger big = BigInteger.One << 70;
        Assert.InRange(Enumerable.Range(0, 1000).Select(i => KeyComparer.Instance.GetHashCode(new IntValue(big + i))).Distinct().Count(), 900, 1000);
    }

    [Fact]
    public void A_long_name_is_refused_when_parsing() =>
        Assert.Contains("300 characters", Assert.Throws<TemplateException>(() => ChatTemplate.Parse($"{{{{ {new string('n', 300)} }}}}")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("not ", "")]
    [InlineData("-", "")]
    [InlineData("{% if x %}", "{% endif %}")]
    [InlineData("1 if 0 else ", "")]
    [InlineData("f(", ")")]
    public void Deep_nesting_is_refused_when_parsing(string open, string close)
    {
        string body = string.Concat(Enumerable.Repeat(open, 20_000)) + "1" + string.Concat(Enumerable.Repeat(close, 20_000));
        TemplateException error = Assert.Throws<TemplateException>(() => ChatTemplate.Parse(open[0] == '{' ? body : "{{ " + body + " }}"));
        Assert.Contains("MaxNesting", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" + 1")]
    [InlineData(".a")]
    [InlineData("|trim")]
    public void A_long_chain_is_refused_when_rendering(string link)
    {
        string template = "{{ messages" + string.Concat(Enumerable.Repeat(link, 50_000)) + " }}";
        Assert.Contains("MaxDepth", Assert.Throws<TemplateException>(() => Render(template)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\n{{ b.c }}", 2, 5)]
    [InlineData("{% for x in y %}", 1, 17)]
    [InlineData("\n\n  {{ 1 + 'a' }}", 3, 8)]
    [InlineData("{{ x|nofilter }}", 1, 5)]
    [InlineData("{% include 'x' %}", 1, 4)]
    public void An_error_says_where(string template, int line, int column)
    {
        TemplateException error = Assert.Throws<TemplateException>(() => Render(template));
        Assert.Equal((line, column, false), (error.Line, error.Column, error.RaisedByTemplate));
        Assert.Contains($"line {line}, column {column}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_when_parsing_begins_with_the_origin()
    {
        TemplateException error = Assert.Throws<TemplateException>(() => ChatTemplate.Parse("\n{% if %}", origin: "tokenizer.chat_template"));
        Assert.StartsWith("tokenizer.chat_template: template line 2, column", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Line);
    }

    [Fact]
    public void A_message_of_raise_exception_is_told_apart()
    {
        TemplateException error = Assert.Throws<TemplateException>(() => Render("{{ raise_exception('no tools, please') }}"));
        Assert.True(error.RaisedByTemplate);
        Assert.Equal("no tools, please", error.Message);
    }

    [Fact]
    public void A_cancelled_render_stops()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => ChatTemplate.Parse("x").Render(new ChatTemplateInput { Messages = [] }, source.Token));
    }

    [Fact]
    public void Random_templates_fail_only_as_template_exceptions() =>
        Gen.Int[0, Fragments.Length - 1].Select(index => Fragments[index]).Array[1, 30].Sample(
            parts =>
            {
                try
                {
                    Render(string.Concat(parts), new TemplateLimits { MaxSteps = 20_000, MaxAllocation = 1 << 20 });
                }
                catch (TemplateException)
                {
                }
            },
            iter: 5_000);

    [Fact]
    public void A_template_cannot_change_its_input()
    {
        ChatTemplateInput input = new() { Messages = [new() { ["role"] = "user", ["content"] = "a" }] };
        string text = ChatTemplate.Parse("{% for m in messages %}{% set m.content = 'b' %}{% endfor %}").Render(input, TestContext.Current.CancellationToken);
        Assert.Equal(("", "a"), (text, (string?)input.Messages[0]["content"]));
    }

    private static string Render(string template, TemplateLimits? limits = null) =>
        ChatTemplate.Parse(template, limits).Render(
            new ChatTemplateInput { Messages = [new() { ["role"] = "user", ["content"] = "Hi" }] }, TestContext.Current.CancellationToken);
}
