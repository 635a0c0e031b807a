// Records what Hugging Face's tokenizers give: npm install && node record.mjs > ../../data/tokenizers/oracle.json
import { Tokenizer } from "@anush008/tokenizers";
import { texts } from "./texts.mjs";
import { toys, wordToys } from "./toys.mjs";

const runs = async (tokenizer) => {
  const rows = [];
  for (const text of texts) {
    const ids = [...(await tokenizer.encode(text)).getIds()];
    rows.push({ ids, text: await tokenizer.decode(ids, true) });
  }
  return rows;
};

/** Gives every piece an id of its own, first seen first, by asking for the pieces with a byte-level spelling model. */
const words = async (make) => {
  const vocab = { "<unk>": 0 };
  const probe = Tokenizer.fromString(JSON.stringify(make(vocab)));
  for (const text of texts)
    for (const [from, to] of (await probe.encode(text)).getOffsets()) {
      const word = [...text].slice(from, to).join("");
      if (!Object.hasOwn(vocab, word)) vocab[word] = Object.keys(vocab).length;
    }
  return make(vocab);
};

const files = { ...toys };
for (const [name, make] of Object.entries(wordToys)) files["words-" + name] = await words(make);
const models = new Map();
const cases = [];
for (const [name, file] of Object.entries(files)) {
  const model = JSON.stringify(file.model);
  const key = models.get(model) ?? `m${models.size}`;
  models.set(model, key);
  cases.push({ name, file: { ...file, model: key }, rows: await runs(Tokenizer.fromString(JSON.stringify(file))) });
}
const lines = [...models].map(([model, key]) => `"${key}":${model}`).join(",\n");
process.stdout.write(`{"texts":${JSON.stringify(texts)},\n"models":{${lines}},\n"cases":[\n${cases.map((c) => JSON.stringify(c)).join(",\n")}\n]}\n`);
