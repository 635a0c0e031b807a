using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xinference.Serving;
using Xinference.Serving.Tests;

namespace Xinference.Api.Tests;

/// <summary>The API on a real socket, over models that say what they were told to say.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public ServerLifetime Lifetime => _app.Services.GetRequiredService<ServerLifetime>();

    /// <summary>Moves only when told to.</summary>
    public FakeTimeProvider Time => _app.Services.GetRequiredService<FakeTimeProvider>();

    public static Task<TestServer> StartAsync(params ServedModel[] models) => StartAsync(new ApiOptions(), models);

    public static async Task<TestServer> StartAsync(ApiOptions options, params ServedModel[] models)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<TimeProvider>(time);
        ModelDirectory directory = new();
        Assert.All(models, model => Assert.True(directory.TryAdd(model)));
        builder.Services.AddSingleton(directory);
        builder.Services.AddXinferenceApi(options);
        WebApplication app = builder.Build();
        app.MapXinference();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    /// <summary>A server with one model that answers everything with <paramref name="reply"/>.</summary>
    public static Task<TestServer> SayingAsync(string reply) => StartAsync(TestModel.Over(TestModel.Saying(reply)));

    public Task<HttpResponseMessage> PostAsync(string path, string json) => PostAsync(path, Encoding.UTF8.GetBytes(json));

    public Task<HttpResponseMessage> PostAsync(string path, byte[] body, string contentType = "application/json")
    {
        ByteArrayContent content = new(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path) =>
        Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
