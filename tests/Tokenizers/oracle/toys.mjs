// Toy tokenizer.json files of every kind, with vocabularies trained here on the texts themselves.
import { texts } from "./texts.mjs";

const bytes = (() => {
  const printable = (b) => (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, b) => String.fromCharCode(printable(b) ? b : next++));
})();
const alphabet = (text) => [...new TextEncoder().encode(text)].map((b) => bytes[b]).join("");
const words = texts.flatMap((t) => t.match(/\s*\S+/gu) ?? []);

function trainBpe(corpus, seed, merges) {
  const vocab = new Map(seed.map((t, i) => [t, i]));
  const rows = corpus.map((w) => [...w]);
  for (const row of rows) for (const c of row) if (!vocab.has(c)) vocab.set(c, vocab.size);
  const list = [];
  while (list.length < merges) {
    const counts = new Map();
    for (const row of rows) for (let i = 0; i + 1 < row.length; i++) {
      const key = row[i] + "\u0000" + row[i + 1];
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    if (!best || best[1] < 2) break;
    const [left, right] = best[0].split("\u0000");
    list.push([left, right]);
    if (!vocab.has(left + right)) vocab.set(left + right, vocab.size);
    for (const row of rows) for (let i = 0; i + 1 < row.length; i++)
      if (row[i] === left && row[i + 1] === right) row.splice(i, 2, left + right);
  }
  return { vocab: Object.fromEntries(vocab), merges: list };
}

const added = (id, content, more = {}) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true, ...more });
const file = (parts) => ({ version: "1.0", truncation: null, padding: null, added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, ...parts });
const size = (vocab) => Object.keys(vocab).length;
const split = (regex, behavior = "Isolated", invert = false) => ({ type: "Split", pattern: { Regex: regex }, behavior, invert });
const byteLevel = (use_regex, add_prefix_space = false) => ({ type: "ByteLevel", add_prefix_space, trim_offsets: true, use_regex });
const sequence = (kind, name, ...items) => ({ type: kind, [name]: items });

const byteBpe = trainBpe(words.map(alphabet), bytes, 260);
const byteModel = (more = {}) => ({ type: "BPE", dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: false, byte_fallback: false, ignore_merges: false, ...byteBpe, ...more });
const byteFile = (pre_tokenizer, more = {}) => file({ pre_tokenizer, decoder: byteLevel(true), model: byteModel(), ...more });
const extra = size(byteBpe.vocab);

const fallback = Array.from({ length: 256 }, (_, b) => `<0x${b.toString(16).toUpperCase().padStart(2, "0")}>`);
const spm = trainBpe(texts.slice(0, 14).map((t) => "▁" + t.replaceAll(" ", "▁")), ["<unk>", "<s>", "</s>", ...fallback], 120);
const spmFile = (more = {}, model = {}) => file({
  added_tokens: [added(0, "<unk>"), added(1, "<s>"), added(2, "</s>")],
  normalizer: sequence("Sequence", "normalizers", { type: "Prepend", prepend: "▁" }, { type: "Replace", pattern: { String: " " }, content: "▁" }),
  decoder: sequence("Sequence", "decoders", { type: "Replace", pattern: { String: "▁" }, content: " " }, { type: "ByteFallback" }, { type: "Fuse" }, { type: "Strip", content: " ", start: 1, stop: 0 }),
  post_processor: { type: "TemplateProcessing", single: [{ SpecialToken: { id: "<s>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }], pair: [{ Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 1 } }], special_tokens: { "<s>": { id: "<s>", ids: [1], tokens: ["<s>"] } } },
  model: { type: "BPE", dropout: null, unk_token: "<unk>", continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: true, byte_fallback: true, ignore_merges: false, ...spm, ...model },
  ...more,
});

const pieces = Object.keys(spm.vocab).filter((t) => !/^<.*>$/u.test(t));
const scored = (seed) => [...seed.map((t) => [t, 0]), ...pieces.map((t, i) => [t, -(1 + ((i * 7919) % 997) / 100) / [...t].length ** 0.5])];
const metaspace = (prepend_scheme, split = true) => ({ type: "Metaspace", replacement: "▁", prepend_scheme, split });
const unigram = (seed, byte_fallback, more) => file({ model: { type: "Unigram", unk_id: 0, vocab: scored(seed), byte_fallback }, ...more });

const bertParts = [..."abcdefghijklmnopqrstuvwxyz0123456789.,!?'\"-()中文日本語かなкирилαβγ한글"];
const bert = Object.fromEntries(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ...bertParts, ...bertParts.map((c) => "##" + c), "the", "quick", "##ing", "hello", "world", "##er", "cafe", "uber"].map((t, i) => [t, i]));
const bertFile = (normalizer, more = {}) => file({
  added_tokens: [added(0, "[PAD]"), added(1, "[UNK]"), added(2, "[CLS]"), added(3, "[SEP]"), added(4, "[MASK]", { lstrip: true })],
  normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true, ...normalizer },
  pre_tokenizer: { type: "BertPreTokenizer" }, post_processor: { type: "BertProcessing", sep: ["[SEP]", 3], cls: ["[CLS]", 2] },
  decoder: { type: "WordPiece", prefix: "##", cleanup: true },
  model: { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100, vocab: bert }, ...more,
});

// Word-level models show splitters and normalizers bare: each distinct piece of the texts is a token.
const wordLevel = (normalizer, pre_tokenizer, vocab) => file({ normalizer, pre_tokenizer, model: { type: "WordLevel", unk_token: "<unk>", vocab } });

const llama3 = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const qwen2 = llama3.replace("{1,3}", "");
const gpt4o = "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const withSplit = (...s) => sequence("Sequence", "pretokenizers", ...s, byteLevel(false));

export const toys = {
  "byte-gpt2": byteFile(byteLevel(true)),
  "byte-gpt2-space": byteFile(byteLevel(true, true), { post_processor: byteLevel(true, true) }),
  "byte-llama3": byteFile(withSplit(split(llama3)), { model: byteModel({ ignore_merges: true }) }),
  "byte-qwen2-nfc": byteFile(withSplit(split(qwen2)), { normalizer: { type: "NFC" } }),
  "byte-gpt4o": byteFile(withSplit(split(gpt4o))),
  "byte-deepseek": byteFile(withSplit(split("\\p{N}{1,3}"), split("[一-龥぀-ゟ゠-ヿ]+"), split("[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+"))),
  "byte-starcoder": byteFile(sequence("Sequence", "pretokenizers", { type: "Digits", individual_digits: true }, byteLevel(true))),
  "byte-added": byteFile(byteLevel(true), { added_tokens: [added(extra, "<|im_end|>"), added(extra + 1, "<|x|>", { lstrip: true, rstrip: true }), added(byteBpe.vocab.world, "world", { special: false, single_word: true }), added(byteBpe.vocab.Hello, "Hello", { special: false, normalized: true }), added(extra + 2, "<|im_end|>!", { special: false })] }),
  "byte-roberta": byteFile(byteLevel(true), { added_tokens: [added(extra, "<s>"), added(extra + 1, "</s>")], post_processor: { type: "RobertaProcessing", sep: ["</s>", extra + 1], cls: ["<s>", extra], trim_offsets: true, add_prefix_space: false } }),
  "spm-bpe": spmFile(),
  "spm-bpe-unk": spmFile({ decoder: metaspace("always") }, { byte_fallback: false }),
  "spm-bpe-unk-each": spmFile({ decoder: metaspace("always") }, { byte_fallback: false, fuse_unk: false }),
  "spm-bpe-metaspace-first": spmFile({ normalizer: null, pre_tokenizer: metaspace("first", false), decoder: sequence("Sequence", "decoders", { type: "ByteFallback" }, metaspace("first")) }),
  "spm-gemma": spmFile({ normalizer: { type: "Replace", pattern: { String: " " }, content: "▁" }, pre_tokenizer: { type: "Split", pattern: { String: " " }, behavior: "MergedWithPrevious", invert: false }, decoder: sequence("Sequence", "decoders", { type: "Replace", pattern: { String: "▁" }, content: " " }, { type: "ByteFallback" }, { type: "Fuse" }) }),
  "unigram": unigram(["<unk>", "<s>"], false, { pre_tokenizer: metaspace("always"), decoder: metaspace("always") }),
  "unigram-bytes": unigram(["<unk>", "<s>", ...fallback], true, { normalizer: { type: "NFKC" }, pre_tokenizer: metaspace("never"), decoder: sequence("Sequence", "decoders", { type: "ByteFallback" }, metaspace("never")) }),
  "unigram-whitespace": unigram(["<unk>"], false, { normalizer: sequence("Sequence", "normalizers", { type: "Nmt" }, { type: "NFKC" }, { type: "Replace", pattern: { Regex: " {2,}" }, content: " " }), pre_tokenizer: sequence("Sequence", "pretokenizers", { type: "WhitespaceSplit" }, metaspace("first")), decoder: metaspace("first") }),
  "bert-uncased": bertFile({}),
  "bert-cased": bertFile({ lowercase: false, strip_accents: false }),
  "bert-accents": bertFile({ strip_accents: true, lowercase: false, handle_chinese_chars: false, clean_text: false }),
};

const splitters = {
  "split-removed": split("\\s+", "Removed"), "split-previous": split("[,.!? ]", "MergedWithPrevious"), "split-next": split("[,.!? ]", "MergedWithNext"),
  "split-contiguous": split("[,.!? ]", "Contiguous"), "split-inverted": split("\\p{L}+", "Isolated", true), "split-inverted-removed": split("\\p{L}+|\\p{N}+", "Removed", true),
  "split-string": { type: "Split", pattern: { String: " " }, behavior: "MergedWithNext", invert: false },
  "split-possessive": split("(?>\\p{Lu}\\p{Ll}*+)|(?<=\\s)\\S{2,4}?|\\b\\w+\\b|[^\\s\\w]++"),
  "whitespace": { type: "Whitespace" }, "whitespace-split": { type: "WhitespaceSplit" }, "bert-words": { type: "BertPreTokenizer" },
  "digits": { type: "Digits", individual_digits: false }, "digits-single": { type: "Digits", individual_digits: true },
  "punctuation": { type: "Punctuation", behavior: "Isolated" }, "punctuation-contiguous": { type: "Punctuation", behavior: "Contiguous" },
};
const normalizers = {
  "nfc": { type: "NFC" }, "nfd": { type: "NFD" }, "nfkc": { type: "NFKC" }, "nfkd": { type: "NFKD" }, "lowercase": { type: "Lowercase" },
  "strip": { type: "Strip", strip_left: true, strip_right: true }, "strip-left": { type: "Strip", strip_left: true, strip_right: false },
  "strip-accents": sequence("Sequence", "normalizers", { type: "NFD" }, { type: "StripAccents" }),
  "replace": { type: "Replace", pattern: { Regex: "[0-9]+" }, content: "#" },
};

// A byte-level model without merges spells out exactly what normalizers leave.
const spell = { type: "BPE", dropout: null, unk_token: null, fuse_unk: false, byte_fallback: false, vocab: Object.fromEntries(bytes.map((c, i) => [c, i])), merges: [] };
for (const [name, normalizer] of Object.entries(normalizers))
  toys["normalize-" + name] = file({ normalizer, pre_tokenizer: byteLevel(false), decoder: byteLevel(false), model: spell });

// Words of equal spelling get equal ids; distinct words are numbered by the recorder.
export const wordToys = Object.fromEntries(Object.entries(splitters).map(([name, s]) => [name, (vocab) => wordLevel(null, s, vocab)]));
