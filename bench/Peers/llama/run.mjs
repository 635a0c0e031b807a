// Measures llama.cpp through node-llama-cpp: node run.mjs JOB, one JSON document on standard output, same fields as `xinference bench`.
import { getLlama } from "node-llama-cpp";

const STRIDE = 7919; // ids spread over the vocabulary, as the engine's own benchmark does
const BATCH_TOKENS = 512; // tokens of one step, the same for both engines
const PROBE_TOKENS = 8;

const job = JSON.parse(process.argv[2]);
const llama = await getLlama({ build: "never", gpu: false, logLevel: "error", maxThreads: job.threads });
const started = performance.now();
const model = await llama.loadModel({ modelPath: job.model, gpuLayers: 0, useMmap: true });
const vocabulary = model.fileInfo.metadata.tokenizer.ggml.tokens.length;
const sampling = { temperature: 0, yieldEogToken: true };
let prompts = 0;

// No two prompts begin alike, so nothing kept from one helps another.
function prompt(length) {
    const index = ++prompts;
    return Array.from({ length }, (_, i) => ((index * 31 + i) * STRIDE) % vocabulary);
}

function context(sequences, tokens, flashAttention) {
    return model.createContext({
        sequences, contextSize: tokens, batchSize: BATCH_TOKENS, flashAttention,
        threads: { ideal: job.threads, min: job.threads }, ignoreMemorySafetyChecks: true,
    });
}

async function generate(sequence, length, count, onToken) {
    await sequence.clearHistory();
    const begun = performance.now();
    let first = 0;
    let tokens = 0;
    for await (const _ of sequence.evaluate(prompt(length), sampling)) {
        const now = performance.now();
        if (++tokens === 1) first = now;
        onToken?.(now);
        if (tokens === count) return { prefill: first - begun, decode: now - first };
    }
    throw new Error(`the peer stopped after ${tokens} of ${count} tokens`);
}

// Flash attention on or off, whichever is faster here: a trial at a quarter of the length, of up to 512 tokens.
async function chooseFlash(wanted) {
    if (typeof job.flash === "boolean") return job.flash;
    const length = Math.min(Math.ceil(wanted / 4), BATCH_TOKENS);
    const times = {};
    for (const flash of [true, false]) {
        const probed = await context(1, length + PROBE_TOKENS, flash);
        const sequence = probed.getSequence();
        await generate(sequence, 16, 2);
        const { prefill, decode } = await generate(sequence, length, PROBE_TOKENS);
        times[flash] = prefill + (decode * job.generate) / PROBE_TOKENS;
        await probed.dispose();
    }
    return times[true] <= times[false];
}

async function firstToken() {
    const small = await context(1, job.context, job.flash === false ? false : true);
    await generate(small.getSequence(), 8, 1);
    const now = performance.now(); // counted from the start of this process
    await small.dispose();
    return now;
}

async function measureLength(length) {
    const flash = await chooseFlash(length);
    const ready = await context(1, job.context, flash);
    const sequence = ready.getSequence();
    await generate(sequence, Math.min(length, 32), 4);
    const { prefill, decode } = await generate(sequence, length, job.generate);
    await ready.dispose();
    return { prompt_tokens: length, prefill_tps: (length * 1000) / prefill, decode_tps: ((job.generate - 1) * 1000) / decode, flash };
}

// Tokens from when the last sequence has begun to when the first is done: all of them decode in between.
async function measureBatch(batch, flash) {
    const shared = await context(batch, job.batchPrompt + job.generate + 8, flash);
    const begun = new Set();
    let start = 0;
    let last = 0;
    let tokens = 0;
    let closed = false;
    await Promise.all(Array.from({ length: batch }, async (_, k) => {
        await generate(shared.getSequence(), job.batchPrompt, job.generate, (now) => {
            if (closed) return;
            last = now;
            if (!begun.has(k)) {
                begun.add(k);
                start = now;
                tokens = 0;
            } else if (begun.size === batch) tokens++;
        });
        closed = true;
    }));
    await shared.dispose();
    return { batch, decode_tps: (tokens * 1000) / (last - start), flash };
}

const first_token_ms = await firstToken();
const lengths = [];
for (const length of job.lengths) lengths.push(await measureLength(length));
const batches = [];
if (job.batches.length > 0) {
    const flash = await chooseFlash(job.batchPrompt);
    for (const batch of job.batches) batches.push(await measureBatch(batch, flash));
}
console.log(JSON.stringify({
    load_ms: first_token_ms - started, first_token_ms, lengths, batches,
    peak_rss_mb: process.resourceUsage().maxRSS / 1024,
}));
await llama.dispose();
