// Chats, streams, lists and fails through OpenAI's client. Arguments: base URL, API key, tokens of the expected answer.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const [baseURL, apiKey, tokens] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const messages = [{ role: 'user', content: 'hi' }];

const models = await client.models.list();
assert.deepEqual(models.data.map((model) => model.id), ['tiny']);
assert.equal((await client.models.retrieve('tiny')).object, 'model');

const answer = await client.chat.completions.create({ model: 'tiny', messages, logprobs: true, top_logprobs: 2 });
assert.equal(answer.choices[0].message.content, 'hello wé');
assert.equal(answer.choices[0].finish_reason, 'stop');
assert.equal(answer.usage.completion_tokens, Number(tokens));
assert.equal(answer.choices[0].logprobs.content[0].token, 'hello');
assert.equal(answer.choices[0].logprobs.content[0].top_logprobs.length, 2);

let text = '';
let usage = null;
const stream = await client.chat.completions.create({ model: 'tiny', messages, stream: true, stream_options: { include_usage: true } });
for await (const chunk of stream) {
  text += chunk.choices[0]?.delta?.content ?? '';
  usage = chunk.usage ?? usage;
}
assert.equal(text, 'hello wé');
assert.equal(usage.completion_tokens, Number(tokens));

const completion = await client.completions.create({ model: 'tiny', prompt: 'hi', stop: ' w', logprobs: 1 });
assert.equal(completion.choices[0].text, 'hello');
assert.deepEqual(completion.choices[0].logprobs.text_offset, [0]);

await assert.rejects(client.chat.completions.create({ model: 'huge', messages }), (error) => error instanceof OpenAI.NotFoundError && error.code === 'model_not_found');
await assert.rejects(client.chat.completions.create({ model: 'tiny', messages, temperature: 9 }), (error) => error instanceof OpenAI.BadRequestError && error.param === 'temperature');
await assert.rejects(new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 }).models.list(), OpenAI.AuthenticationError);
console.log('ok');
