// Renders every case of a JSON file with @huggingface/jinja and writes the outcomes as JSON to standard output.
// usage: node render.mjs <folder that holds node_modules> <cases.json>
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [folder, casesFile] = process.argv.slice(2);
const require = createRequire(join(resolve(folder), "package.json"));
const { Template } = require("@huggingface/jinja");

const parsed = new Map();
const parse = (source) => {
  if (!parsed.has(source)) parsed.set(source, new Template(source));
  return parsed.get(source);
};

// The clock of the tests: 2026-03-05 14:07:09 local time; the package's own strftime_now reads it.
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length > 0 ? args : [2026, 2, 5, 14, 7, 9]));
  }
};

const outcomes = JSON.parse(readFileSync(casesFile, "utf8")).map(({ template, variables }) => {
  try {
    const text = parse(template).render(structuredClone(variables));
    return { output: text };
  } catch (error) {
    return { error: error.message };
  }
});
process.stdout.write(JSON.stringify(outcomes));
