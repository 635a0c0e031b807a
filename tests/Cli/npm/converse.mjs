// Talks to the embedded model through OpenAI's client. Argument: base URL.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.argv[2], apiKey: 'none', maxRetries: 0 });
const question = [{ role: 'user', content: 'What colour is the sky?' }];
const greedy = { model: 'tiny', messages: question, temperature: 0, max_tokens: 60 };

const models = await client.models.list();
assert.deepEqual(models.data.map((model) => model.id), ['tiny']);

const answer = await client.chat.completions.create({ ...greedy, logprobs: true, top_logprobs: 3 });
const [choice] = answer.choices;
assert.match(choice.message.content, /blue/);
assert.equal(choice.finish_reason, 'stop');
assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
for (const { logprob, top_logprobs } of choice.logprobs.content) {
  assert.ok(logprob <= 0 && top_logprobs.length === 3);
  assert.ok(top_logprobs[0].logprob >= top_logprobs[1].logprob);
  assert.equal(top_logprobs[0].logprob, logprob, 'the greedy token is the most likely one');
}

let streamed = '';
let usage = null;
for await (const chunk of await client.chat.completions.create({ ...greedy, stream: true, stream_options: { include_usage: true } })) {
  streamed += chunk.choices[0]?.delta?.content ?? '';
  usage = chunk.usage ?? usage;
}
assert.equal(streamed, choice.message.content);
assert.deepEqual(usage, answer.usage);

const three = await client.chat.completions.create({ ...greedy, temperature: 1, seed: 7, n: 3 });
const again = await client.chat.completions.create({ ...greedy, temperature: 1, seed: 7, n: 3 });
assert.deepEqual(three.choices.map((c) => c.message.content), again.choices.map((c) => c.message.content));

const { body, controller } = await client.chat.completions.create({ ...greedy, stream: true, ignore_eos: true, max_tokens: 400 });
controller.abort();
console.log('ok');
